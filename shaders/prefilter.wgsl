// Surroundings, blurred as a surface of some roughness mirrors them: one face of one level of a cube map at a time. The facets'
// directions are those of GGX, and each look takes in as much of the picture as it stands for (Karis, "Real Shading in Unreal Engine
// 4", 2013; Krivanek and Colbert, "Real-time Shading with Filtered Importance Sampling", 2008).

@group(0) @binding(0) var picture: texture_2d<f32>;
@group(0) @binding(1) var between: sampler;

const PI = 3.14159265;
// Degrees of roughness, from 0 to 1; surroundings.rs has it too.
const LEVELS = 6u;
const LOOKS = 64u;

struct Corner {
    @builtin(position) position: vec4f,
    // On the face: x to the right, y downwards, from -1 to 1.
    @location(0) place: vec2f,
    @location(1) @interpolate(flat) face: u32,
    @location(2) @interpolate(flat) roughness: f32,
}

@vertex
fn cover(@builtin(vertex_index) index: u32, @builtin(instance_index) which: u32) -> Corner {
    let place = vec2f(f32(index & 1u), f32(index >> 1u)) * 4.0 - 1.0;
    return Corner(vec4f(place.x, -place.y, 0.0, 1.0), place, which % 6u, f32(which / 6u) / f32(LEVELS - 1u));
}

// Which way a place of a face of a cube map lies.
fn direction_of(face: u32, place: vec2f) -> vec3f {
    switch face {
        case 0u: { return vec3f(1.0, -place.y, -place.x); }
        case 1u: { return vec3f(-1.0, -place.y, place.x); }
        case 2u: { return vec3f(place.x, 1.0, place.y); }
        case 3u: { return vec3f(place.x, -1.0, -place.y); }
        case 4u: { return vec3f(place.x, -place.y, 1.0); }
        default: { return vec3f(-place.x, -place.y, -1.0); }
    }
}

// What lies in a direction, the mean over so many steradians.
fn seen(direction: vec3f, steradians: f32) -> vec3f {
    let place = vec2f(atan2(direction.x, -direction.z) / (2.0 * PI) + 0.5, acos(clamp(direction.y, -1.0, 1.0)) / PI);
    let size = vec2f(textureDimensions(picture));
    let texel = 4.0 * PI / (size.x * size.y);
    return textureSampleLevel(picture, between, place, max(0.5 * log2(steradians / texel), 0.0)).rgb;
}

@fragment
fn blur(corner: Corner) -> @location(0) vec4f {
    let axis = normalize(direction_of(corner.face, corner.place));
    if corner.roughness == 0.0 {
        // A pixel of the largest level, 128 across.
        return vec4f(seen(axis, 4.0 * PI / (6.0 * 128.0 * 128.0)), 1.0);
    }
    let alpha = corner.roughness * corner.roughness;
    let side = normalize(cross(select(vec3f(0.0, 1.0, 0.0), vec3f(1.0, 0.0, 0.0), abs(axis.y) > 0.9), axis));
    let upwards = cross(axis, side);
    var light = vec3f(0.0);
    var weight = 0.0;
    for (var look = 0u; look < LOOKS; look++) {
        // Hammersley's points: even over the square, and the same in every picture.
        let around = (f32(look) + 0.5) / f32(LOOKS) * 2.0 * PI;
        let off = f32(reverseBits(look)) * 2.3283064e-10;
        let cosine = sqrt((1.0 - off) / (1.0 + (alpha * alpha - 1.0) * off));
        let sine = sqrt(1.0 - cosine * cosine);
        let facet = side * (sine * cos(around)) + upwards * (sine * sin(around)) + axis * cosine;
        let direction = reflect(-axis, facet);
        let n_l = dot(axis, direction);
        if n_l <= 0.0 {
            continue;
        }
        let spread = cosine * cosine * (alpha * alpha - 1.0) + 1.0;
        let density = alpha * alpha / (PI * spread * spread) / 4.0;
        // Twice as wide as it stands for, so that looks overlap and leave no pattern.
        light += seen(direction, 4.0 / (f32(LOOKS) * density)) * n_l;
        weight += n_l;
    }
    return vec4f(light / weight, 1.0);
}
