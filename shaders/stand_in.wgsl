// A calm, plain room: a soft sky, and a floor with a grid to stand on. Seen where a place is loading or broken.

struct Room {
    // How high the floor is, metres, in location space.
    floor: f32,
}

@group(1) @binding(0) var<uniform> room: Room;

struct Seen {
    @builtin(position) position: vec4f,
    @location(0) direction: vec3f,
    @location(1) @interpolate(flat) eye: vec3f,
}

@vertex
fn cover(vertex: Vertex) -> Seen {
    let view = view_of(view_index(vertex));
    let corner = screen_corner(vertex.index);
    return Seen(corner, (view.direction_from_clip * corner).xyz, view.eye.xyz);
}

const ZENITH = vec3f(0.060, 0.085, 0.120);
const HORIZON = vec3f(0.300, 0.320, 0.330);
const FLOOR = vec3f(0.080, 0.090, 0.100);
const LINE = vec3f(0.170, 0.190, 0.200);

// How much of a pixel lines of `width` metres at every metre cover, where a pixel is `reach` metres wide on the floor.
fn lines(place: vec2f, reach: vec2f, width: f32) -> f32 {
    let wide = max(reach, vec2f(width));
    let near = abs(fract(place - 0.5) - 0.5);
    let covered = (1.0 - smoothstep(wide * 0.5, wide * 0.5 + reach, near)) * width / wide;
    return max(covered.x, covered.y);
}

@fragment
fn look(seen: Seen) -> @location(0) vec4f {
    let up = normalize(seen.direction).y;
    let sky = mix(HORIZON, ZENITH, smoothstep(0.0, 0.7, abs(up)));
    // Where the line of sight meets the floor; behind the eye (above the horizon) it is not used.
    let height = max(seen.eye.y - room.floor, 0.5);
    let far = height / max(-seen.direction.y, 1e-4);
    let place = seen.eye.xz + seen.direction.xz * far;
    let grid = lines(place, fwidth(place), 0.02);
    let tiles = mix(FLOOR, LINE, grid);
    let distance = far * length(seen.direction.xz);
    let floor = mix(tiles, HORIZON, smoothstep(2.0, 30.0, distance));
    return vec4f(select(sky, floor, up < 0.0), 1.0);
}
