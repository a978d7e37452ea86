// A panorama in tiles, infinitely far away: the faces of a cube, of which finer pictures are there in parts. What is seen is found for
// each pixel: the level that is as fine as the screen and the next coarser one, mixed; where a tile is not there, the finest that is;
// where none is, the coarsest level, which is always there whole.

// The coarsest level.
@group(1) @binding(1) var faces: texture_cube<f32>;
@group(1) @binding(2) var faces_sampler: sampler;

struct Cut {
    // Of each level, the coarsest first: how large its faces are, pixels; how many tiles lie beside each other on one; the number of its
    // first tile; the inverse of how many times its size doubles that of the level before.
    levels: array<vec4f, 16>,
    count: u32,
    // How many places lie beside each other on a layer of the pool.
    per_side: u32,
    // How large a tile is, pixels; with its border; and a layer of the pool.
    tile: f32,
    place: f32,
    layer: f32,
    // The time, seconds, and the inverse of how long a tile takes to appear.
    now: f32,
    per_fade: f32,
}

@group(2) @binding(0) var<uniform> cut: Cut;
// For each tile its place in the pool plus one (0 where it is not there), and the bits of when it came, seconds.
@group(2) @binding(1) var<storage, read> tiles: array<vec2u>;
@group(2) @binding(2) var pool: texture_2d_array<f32>;
@group(2) @binding(3) var pool_sampler: sampler;

struct Face {
    index: u32,
    ahead: vec3f,
    right: vec3f,
    down: vec3f,
}

// GPUs look at cubes with +Z ahead.
fn in_cube(direction: vec3f) -> vec3f {
    return vec3f(direction.xy, -direction.z);
}

// Front, right, back, left, up, down, as in choice.rs.
fn face_of(direction: vec3f) -> Face {
    let size = abs(direction);
    let one = sign(direction);
    if size.y >= size.x && size.y >= size.z {
        return Face(select(5u, 4u, one.y > 0.0), vec3f(0.0, one.y, 0.0), vec3f(1.0, 0.0, 0.0), vec3f(0.0, 0.0, -one.y));
    }
    if size.x >= size.z {
        return Face(select(3u, 1u, one.x > 0.0), vec3f(one.x, 0.0, 0.0), vec3f(0.0, 0.0, one.x), vec3f(0.0, -1.0, 0.0));
    }
    return Face(select(0u, 2u, one.z > 0.0), vec3f(0.0, 0.0, one.z), vec3f(-one.z, 0.0, 0.0), vec3f(0.0, -1.0, 0.0));
}

// A vector along the face, to the right and down.
fn flat_on(face: Face, vector: vec3f) -> vec2f {
    return vec2f(dot(vector, face.right), dot(vector, face.down));
}

@fragment
fn look(seen: Seen) -> @location(0) vec4f {
    // How fast the direction changes is told, for at the edges of faces and tiles neighbouring pixels tell nothing.
    let direction = seen.direction;
    let changes = array(dpdx(direction), dpdy(direction));
    let face = face_of(direction);
    let ahead = dot(direction, face.ahead);
    let at = flat_on(face, direction) / ahead;
    let to_right = (flat_on(face, changes[0]) - at * dot(changes[0], face.ahead)) / ahead;
    let to_below = (flat_on(face, changes[1]) - at * dot(changes[1], face.ahead)) / ahead;
    // How large a face would be whose pixels are as large as the screen's: askew the mean of both sides, but never less than half of the
    // longer one. As in choice.rs.
    let area = abs(to_right.x * to_below.y - to_right.y * to_below.x);
    let wanted = 2.0 / max(max(sqrt(area), max(length(to_right), length(to_below)) * 0.5), 1e-9);

    var color = vec3f(0.0);
    // How much is still to be seen through what was taken so far.
    var through = 1.0;
    var level = 0u;
    while level + 1u < cut.count && cut.levels[level].x < wanted {
        level += 1u;
    }
    var part = 1.0;
    if level > 0u {
        part = saturate(log2(wanted / cut.levels[level - 1u].x) * cut.levels[level].w);
    }
    while level > 0u && through > 0.002 {
        let cutting = cut.levels[level];
        let place = clamp((at * 0.5 + 0.5) * cutting.x, vec2f(0.0), vec2f(cutting.x));
        let across = u32(cutting.y);
        let tile = min(vec2u(place / cut.tile), vec2u(across - 1u));
        let entry = tiles[u32(cutting.z) + (face.index * across + tile.y) * across + tile.x];
        if entry.x > 0u {
            let per_layer = cut.per_side * cut.per_side;
            let layer = (entry.x - 1u) / per_layer;
            let within = (entry.x - 1u) % per_layer;
            let origin = vec2f(vec2u(within % cut.per_side, within / cut.per_side)) * cut.place;
            let local = place - vec2f(tile) * cut.tile + 1.0;
            let there = textureSampleLevel(pool, pool_sampler, (origin + local) / cut.layer, layer, 0.0).rgb;
            let weight = part * saturate((cut.now - bitcast<f32>(entry.y)) * cut.per_fade);
            color += through * weight * there;
            through *= 1.0 - weight;
        }
        part = 1.0;
        level -= 1u;
    }
    if through > 0.002 {
        color += through * textureSampleGrad(faces, faces_sampler, in_cube(direction), in_cube(changes[0]), in_cube(changes[1])).rgb;
        through = 0.0;
    }
    return vec4f(color / (1.0 - through), 1.0);
}
