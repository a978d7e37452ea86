// What is seen where a model has nothing: a bright, even day through its windows, and quiet ground below. Never black.

struct Seen {
    @builtin(position) position: vec4f,
    @location(0) direction: vec3f,
}

@vertex
fn cover(vertex: Vertex) -> Seen {
    let corner = screen_corner(vertex.index);
    return Seen(corner, (view_of(view_index(vertex)).direction_from_clip * corner).xyz);
}

const ZENITH = vec3f(0.30, 0.47, 0.70);
const HORIZON = vec3f(0.72, 0.79, 0.84);
const GROUND = vec3f(0.32, 0.32, 0.29);

@fragment
fn look(seen: Seen) -> @location(0) vec4f {
    let up = normalize(seen.direction).y;
    let sky = mix(HORIZON, ZENITH, smoothstep(0.0, 0.8, up));
    return vec4f(mix(sky, GROUND, smoothstep(0.0, 0.04, -up)), 1.0);
}
