// An equirectangular picture, infinitely far away. What is seen in a direction is found for each pixel, so nothing is bent, and
// how fast it changes is worked out from the direction rather than from neighbouring pixels, so no line shows where the
// picture's ends meet.
//
// IS_CROPPED is declared before: whether the picture leaves out a part of the sphere. Whole pictures have a pipeline of their own,
// since a graphics card may well pay for all three looks below where only the first is needed.

// A layer for both eyes, or one for each.
@group(1) @binding(1) var picture: texture_2d_array<f32>;
@group(1) @binding(2) var picture_sampler: sampler;

const TURN = 6.283185307179586;

// So far outside of a cropped picture nothing is left of its edge, an angle.
const FADES = 0.6;

// How far the place in the whole sphere's picture moves when the direction does.
fn moved(direction: vec3f, change: vec3f) -> vec2f {
    let flat_squared = max(dot(direction.xz, direction.xz), 1e-12);
    let flat = sqrt(flat_squared);
    let all_squared = dot(direction, direction);
    let across = (direction.x * change.z - direction.z * change.x) / flat_squared / TURN;
    let flat_change = dot(direction.xz, change.xz) / flat;
    let down = -(flat * change.y - direction.y * flat_change) / all_squared / (TURN * 0.5);
    // Near the poles a step to the side crosses ever more columns, which all show the same: no more of them are taken together
    // than the filter can, or the poles would blur.
    let most = hanging.stretch * length(cross(direction, change)) / all_squared / TURN;
    return vec2f(clamp(across, -most, most), down);
}

@fragment
fn look(seen: Seen) -> @location(0) vec4f {
    let direction = seen.direction;
    let layer = min(seen.eye, textureNumLayers(picture) - 1u);
    let to_right = moved(direction, dpdx(direction)) * hanging.per_size * SHARPER;
    let to_below = moved(direction, dpdy(direction)) * hanging.per_size * SHARPER;
    let flat = length(direction.xz);
    let yaw = select(atan2(direction.x, -direction.z), 0.0, flat < 1e-9);
    let sphere = vec2f(yaw / TURN + 0.5, 0.5 - atan2(direction.y, flat) / (TURN * 0.5));
    var offset = sphere - hanging.middle;
    offset.x -= round(offset.x);
    let place = offset * hanging.per_size + 0.5;

    // How far outside of a cropped picture, as an angle.
    let outside = max(abs(offset) - 0.5 / hanging.per_size, vec2f(0.0)) * vec2f(TURN, TURN * 0.5);
    let away = length(outside);
    if !IS_CROPPED || away <= 0.0 {
        return vec4f(textureSampleGrad(picture, picture_sampler, place, layer, to_right, to_below).rgb, 1.0);
    }
    // There its edge goes on, ever softer, into the mean of the whole.
    let rows = f32(textureDimensions(picture).y) * hanging.per_size.y;
    let coarser = log2(1.0 + away / (TURN * 0.5) * rows);
    let nearest = clamp(place, vec2f(0.0), vec2f(1.0));
    var edge = textureSampleLevel(picture, picture_sampler, nearest, layer, coarser).rgb;
    // Where it leaves out no more than its edges take to become the mean, the other edge comes in from the other side: half of each in the
    // middle, or a hard line would stand there.
    let gap = TURN * (1.0 - 1.0 / hanging.per_size.x);
    if outside.x > 0.0 && gap < 2.0 * FADES {
        let far = vec2f(gap - outside.x, outside.y);
        let far_coarser = log2(1.0 + length(far) / (TURN * 0.5) * rows);
        let other = textureSampleLevel(picture, picture_sampler, vec2f(1.0 - nearest.x, nearest.y), layer, far_coarser).rgb;
        edge = mix(edge, other, outside.x / gap);
    }
    let mean = textureSampleLevel(picture, picture_sampler, vec2f(0.5), layer, 32.0).rgb;
    return vec4f(mix(edge, mean, smoothstep(0.0, FADES, away)), 1.0);
}
