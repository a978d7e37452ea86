// A mesh's material and light as every shader of meshes knows them, and where its vertices are seen: still ones, ones in many places, and
// ones on bones. What a surface shows is in surface.wgsl, what a lamp sees of it in shadow.wgsl, whichever follows.

const POINT = 0u;
const DIRECTIONAL = 1u;

struct Light {
    // Metres.
    position: vec3f,
    // 1 / range², or 0 where the light has no end.
    range: f32,
    // Which way it shines.
    direction: vec3f,
    kind: u32,
    // Colour and candela (or lux), with the exposure multiplied in.
    intensity: vec3f,
    // Of a spot light's cone, as KHR_lights_punctual defines them.
    cone_scale: f32,
    cone_offset: f32,
}

// What a lamp sees.
struct Map {
    clip_from_location: mat4x4f,
    // How wide it is, metres; of a spot's at a metre along its axis.
    width: f32,
}

struct Lighting {
    lights: array<Light, 16>,
    // What a white, matt surface shows of the surroundings: each times its polynomial of the normal, see irradiance().
    matt: array<vec4f, 9>,
    // What the surroundings are multiplied with where they are mirrored.
    mirrored: f32,
    count: u32,
    // How many of them, from the first on, cast shadows.
    shadowed: u32,
    // Which map is that of what the first of them, a sun, sees near to the visitor; 0 where there is none.
    near: u32,
    // One for each of those that cast shadows, and that.
    maps: array<Map, 5>,
}

// Where a texture lies: rows of the matrix for (u, v, 1); in w of the first which set of coordinates it uses.
struct Slot {
    u: vec4f,
    v: vec4f,
}

struct Material {
    base_color: vec4f,
    emissive: vec3f,
    metallic: f32,
    roughness: f32,
    normal_scale: f32,
    occlusion_strength: f32,
    // Of glass 0 where opacity is how much of it there is, and less where it is whole.
    alpha_cutoff: f32,
    slots: array<Slot, 5>,
    unlit: u32,
}

@group(1) @binding(0) var<uniform> lighting: Lighting;
@group(1) @binding(1) var surroundings_cube: texture_cube<f32>;
@group(1) @binding(2) var surroundings_sampler: sampler;
// How near what a lamp sees is to it, reversed; a layer for each.
@group(1) @binding(3) var seen_by_lamps: texture_depth_2d_array;
@group(1) @binding(4) var nearer: sampler_comparison;

@group(2) @binding(0) var<uniform> material: Material;
@group(2) @binding(1) var base_color_texture: texture_2d<f32>;
@group(2) @binding(2) var base_color_sampler: sampler;
@group(2) @binding(3) var metallic_roughness_texture: texture_2d<f32>;
@group(2) @binding(4) var metallic_roughness_sampler: sampler;
@group(2) @binding(5) var normal_texture: texture_2d<f32>;
@group(2) @binding(6) var normal_sampler: sampler;
@group(2) @binding(7) var occlusion_texture: texture_2d<f32>;
@group(2) @binding(8) var occlusion_sampler: sampler;
@group(2) @binding(9) var emissive_texture: texture_2d<f32>;
@group(2) @binding(10) var emissive_sampler: sampler;

// How what moves stands now. First, in x, where the weights of morph targets begin; then three rows for each bone's matrix, from the
// mesh into location space; then the weights, four in each.
@group(3) @binding(0) var<storage, read> posture: array<vec4f>;
// What morph targets add: for each vertex and target its position, and as halves in 16 bits each its normal and tangent.
@group(3) @binding(1) var<storage, read> deltas: array<array<u32, 6>>;

struct Limb {
    @location(5) bones: vec4u,
    @location(6) weights: vec4f,
    // The first of its deltas.
    @location(7) deltas: u32,
    // The first of its weights, and how many.
    @location(8) morphs: vec2u,
}

// Where a mesh stands: rows of the matrix that leads into location space.
struct Place {
    @location(5) x: vec4f,
    @location(6) y: vec4f,
    @location(7) z: vec4f,
}

struct Corner {
    @location(0) position: vec3f,
    @location(1) normal: vec4f,
    @location(2) tangent: vec4f,
    @location(3) uv: vec4f,
    @location(4) color: vec4f,
}

struct Seen {
    @builtin(position) clip: vec4f,
    @location(0) position: vec3f,
    @location(1) normal: vec3f,
    @location(2) tangent: vec4f,
    @location(3) uv: vec4f,
    @location(4) color: vec4f,
    @location(5) @interpolate(flat) eye: vec3f,
}

fn seen_at(vertex: Vertex, corner: Corner) -> Seen {
    let view = view_of(view_index(vertex));
    let clip = view.clip_from_location * vec4f(corner.position, 1.0);
    return Seen(clip, corner.position, corner.normal.xyz, corner.tangent, corner.uv, corner.color, view.eye.xyz);
}

@vertex
fn place(vertex: Vertex, corner: Corner) -> Seen {
    return seen_at(vertex, corner);
}

fn moved(corner: Corner, x: vec4f, y: vec4f, z: vec4f) -> Corner {
    var there = corner;
    let position = vec4f(corner.position, 1.0);
    there.position = vec3f(dot(x, position), dot(y, position), dot(z, position));
    // Normals are turned by the inverse, transposed; cofactors are the same but for a factor, and exist for what is flat as well. Of
    // how large it is nothing is left, or those of the very small would be lost.
    let scaled = transpose(mat3x3f(x.xyz, y.xyz, z.xyz));
    let largest = max(max(dot(scaled[0], scaled[0]), dot(scaled[1], scaled[1])), max(dot(scaled[2], scaled[2]), 1e-30));
    let columns = scaled * inverseSqrt(largest);
    let cofactors = mat3x3f(cross(columns[1], columns[2]), cross(columns[2], columns[0]), cross(columns[0], columns[1]));
    let side = select(1.0, -1.0, dot(columns[0], cofactors[0]) < 0.0);
    let normal = cofactors * corner.normal.xyz * side;
    there.normal = vec4f(normal * inverseSqrt(max(dot(normal, normal), 1e-20)), 0.0);
    if dot(corner.tangent.xyz, corner.tangent.xyz) > 0.01 {
        let along = columns * corner.tangent.xyz;
        there.tangent = vec4f(along * inverseSqrt(max(dot(along, along), 1e-20)), corner.tangent.w * side);
    }
    return there;
}

@vertex
fn place_many(vertex: Vertex, corner: Corner, place: Place) -> Seen {
    return seen_at(vertex, moved(corner, place.x, place.y, place.z));
}

fn row(limb: Limb, nth: u32) -> vec4f {
    let at = limb.bones * 3u + 1u + nth;
    return posture[at.x] * limb.weights.x + posture[at.y] * limb.weights.y + posture[at.z] * limb.weights.z + posture[at.w] * limb.weights.w;
}

@vertex
fn place_limb(vertex: Vertex, corner: Corner, limb: Limb) -> Seen {
    var shape = corner;
    let weights = u32(posture[0].x);
    for (var nth = 0u; nth < limb.morphs.y; nth++) {
        let target_index = limb.morphs.x + nth;
        let weight = posture[weights + target_index / 4u][target_index % 4u];
        if weight != 0.0 {
            let delta = deltas[limb.deltas + nth];
            let a = unpack2x16snorm(delta[3]);
            let b = unpack2x16snorm(delta[4]);
            let c = unpack2x16snorm(delta[5]);
            shape.position += bitcast<vec3f>(vec3u(delta[0], delta[1], delta[2])) * weight;
            shape.normal += vec4f(a, b.x, 0.0) * 2.0 * weight;
            shape.tangent += vec4f(b.y, c, 0.0) * 2.0 * weight;
        }
    }
    return seen_at(vertex, moved(shape, row(limb, 0u), row(limb, 1u), row(limb, 2u)));
}

fn uv_of(index: u32, uv: vec4f) -> vec2f {
    return uv_in(material.slots[index], uv);
}

fn is_there(slot: Slot) -> bool {
    return any(slot.u.xyz != vec3f(0.0)) || any(slot.v.xyz != vec3f(0.0));
}

fn uv_in(slot: Slot, uv: vec4f) -> vec2f {
    let place = vec3f(select(uv.xy, uv.zw, slot.u.w > 0.5), 1.0);
    return vec2f(dot(slot.u.xyz, place), dot(slot.v.xyz, place));
}
