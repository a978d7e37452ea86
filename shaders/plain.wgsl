// After surface.wgsl, for materials without layers: nothing is above, and what is no metal reflects a twenty-fifth.

fn finish_at(seen: Seen, normal: vec3f, front: bool) -> Finish {
    return Finish(vec3f(0.04), 1.0, normal, 0.0, vec3f(0.0), 0.0, 0.0, 0.0);
}

fn brush(seen: Seen, surface: Surface) -> Surface {
    return surface;
}

fn highlight(surface: Surface, to_light: vec3f, half: vec3f, n_l: f32) -> f32 {
    return facets(n_l, surface.n_v, saturate(dot(surface.normal, half)), surface.alpha);
}

fn mirrored_from(surface: Surface) -> vec3f {
    return reflect(-surface.view, surface.normal);
}

fn under_layers(finish: Finish, surface: Surface) -> f32 {
    return 1.0;
}

fn of_layers(finish: Finish, surface: Surface, ray: Ray) -> vec3f {
    return vec3f(0.0);
}

fn all_round_layers(finish: Finish, surface: Surface) -> vec3f {
    return vec3f(0.0);
}
