// One eye's picture onto a window: as much of its middle as fills the window, and behind it, where it is transparent, the panorama that the
// headset's software shows there. Stands alone: it knows no views.

struct Cut {
    // The part of the picture that is seen: from where, and how much of it.
    origin: vec2f,
    size: vec2f,
    // How far the eye sees to the left, right, up and down of its axis: tangents.
    reach: vec4f,
    // From a direction as the eye has it to the same direction in the panorama.
    panorama_from_eye: mat4x4f,
}

@group(0) @binding(0) var eye: texture_2d<f32>;
@group(0) @binding(1) var smooth_sampler: sampler;
@group(0) @binding(2) var<uniform> cut: Cut;
// Equirectangular; one black pixel where nothing is behind.
@group(0) @binding(3) var panorama: texture_2d<f32>;

const TURN = 6.283185307179586;

struct Corner {
    @builtin(position) position: vec4f,
    @location(0) at: vec2f,
}

@vertex
fn cover(@builtin(vertex_index) index: u32) -> Corner {
    let corner = vec2f(f32(index & 1u) * 2.0, f32(index >> 1u) * 2.0);
    return Corner(vec4f(corner.x * 2.0 - 1.0, 1.0 - corner.y * 2.0, 0.0, 1.0), cut.origin + corner * cut.size);
}

@fragment
fn show(corner: Corner) -> @location(0) vec4f {
    let across = mix(-cut.reach.x, cut.reach.y, corner.at.x);
    let up = mix(cut.reach.z, -cut.reach.w, corner.at.y);
    let direction = normalize((cut.panorama_from_eye * vec4f(across, up, -1.0, 0.0)).xyz);
    // By how much the direction changes, and not the place in the picture: no line shows where its ends meet.
    let step = max(length(dpdx(direction)), length(dpdy(direction)));
    let level = log2(max(step * f32(textureDimensions(panorama).x) / TURN, 1.0));
    let flat = length(direction.xz);
    let yaw = select(atan2(direction.x, -direction.z), 0.0, flat < 1e-9);
    let place = vec2f(yaw / TURN + 0.5, 0.5 - atan2(direction.y, flat) / (TURN * 0.5));
    let behind = textureSampleLevel(panorama, smooth_sampler, place, level).rgb;
    let before = textureSampleLevel(eye, smooth_sampler, corner.at, 0.0);
    return vec4f(before.rgb + behind * (1.0 - before.a), 1.0);
}
