// Six square pictures, infinitely far away, the faces of a cube. The GPU itself goes from face to face.

@group(1) @binding(1) var faces: texture_cube<f32>;
@group(1) @binding(2) var faces_sampler: sampler;

// GPUs look at cubes with +Z ahead.
fn in_cube(direction: vec3f) -> vec3f {
    return vec3f(direction.xy, -direction.z);
}

@fragment
fn look(seen: Seen) -> @location(0) vec4f {
    // How fast the direction changes is told, for at the edge of a triangle neighbouring pixels tell nothing.
    let direction = in_cube(seen.direction);
    let to_right = in_cube(dpdx(seen.direction)) * SHARPER;
    let to_below = in_cube(dpdy(seen.direction)) * SHARPER;
    return vec4f(textureSampleGrad(faces, faces_sampler, direction, to_right, to_below).rgb, 1.0);
}
