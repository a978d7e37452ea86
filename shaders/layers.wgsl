// After mesh.wgsl, for materials with layers: reflections of their own strength and colour (KHR_materials_ior, KHR_materials_specular),
// a clear coat (KHR_materials_clearcoat) over a sheen (KHR_materials_sheen), and what shines through (KHR_materials_transmission).
//
// Sheen: Charlie's distribution (Estevez and Kulla, "Production Friendly Microfacet Sheen BRDF", 2017) and Neubelt's visibility.

struct Layers {
    specular_color: vec3f,
    // Straight on, by the index of refraction.
    reflected: f32,
    sheen_color: vec3f,
    sheen_roughness: f32,
    specular: f32,
    coat: f32,
    coat_roughness: f32,
    coat_normal_scale: f32,
    transmission: f32,
    slots: array<Slot, 8>,
}

@group(2) @binding(11) var specular_texture: texture_2d<f32>;
@group(2) @binding(12) var specular_sampler: sampler;
@group(2) @binding(13) var specular_color_texture: texture_2d<f32>;
@group(2) @binding(14) var specular_color_sampler: sampler;
@group(2) @binding(15) var coat_texture: texture_2d<f32>;
@group(2) @binding(16) var coat_sampler: sampler;
@group(2) @binding(17) var coat_roughness_texture: texture_2d<f32>;
@group(2) @binding(18) var coat_roughness_sampler: sampler;
@group(2) @binding(19) var coat_normal_texture: texture_2d<f32>;
@group(2) @binding(20) var coat_normal_sampler: sampler;
@group(2) @binding(21) var sheen_color_texture: texture_2d<f32>;
@group(2) @binding(22) var sheen_color_sampler: sampler;
@group(2) @binding(23) var sheen_roughness_texture: texture_2d<f32>;
@group(2) @binding(24) var sheen_roughness_sampler: sampler;
@group(2) @binding(25) var transmission_texture: texture_2d<f32>;
@group(2) @binding(26) var transmission_sampler: sampler;
@group(2) @binding(27) var<uniform> layers: Layers;

// `normal` without a coat's own bumps.
fn finish_at(seen: Seen, normal: vec3f, front: bool) -> Finish {
    let specular = textureSample(specular_texture, specular_sampler, uv_in(layers.slots[0], seen.uv)).a * layers.specular;
    let color = textureSample(specular_color_texture, specular_color_sampler, uv_in(layers.slots[1], seen.uv)).rgb * layers.specular_color;
    let coat = textureSample(coat_texture, coat_sampler, uv_in(layers.slots[2], seen.uv)).r * layers.coat;
    let coat_roughness = textureSample(coat_roughness_texture, coat_roughness_sampler, uv_in(layers.slots[3], seen.uv)).g;
    let bump = textureSample(coat_normal_texture, coat_normal_sampler, uv_in(layers.slots[4], seen.uv)).xyz * 2.0 - 1.0;
    let sheen = textureSample(sheen_color_texture, sheen_color_sampler, uv_in(layers.slots[5], seen.uv)).rgb * layers.sheen_color;
    let sheen_roughness = textureSample(sheen_roughness_texture, sheen_roughness_sampler, uv_in(layers.slots[6], seen.uv)).a;
    let through = textureSample(transmission_texture, transmission_sampler, uv_in(layers.slots[7], seen.uv)).r;

    let coat_normal = bumped(seen, layers.slots[4], bump, layers.coat_normal_scale);
    var finish: Finish;
    finish.f0 = min(layers.reflected * color, vec3f(1.0)) * specular;
    finish.f90 = specular;
    finish.coat_normal = select(-coat_normal, coat_normal, front);
    finish.coat = coat;
    finish.coat_roughness = clamp(layers.coat_roughness * coat_roughness, 0.045, 1.0);
    finish.sheen = sheen;
    finish.sheen_roughness = clamp(layers.sheen_roughness * sheen_roughness, 0.25, 1.0);
    finish.transmission = layers.transmission * through;
    return finish;
}

// What a coat throws back of light from one direction.
fn of_coat(cosine: f32) -> f32 {
    return 0.04 + 0.96 * pow(1.0 - saturate(cosine), 5.0);
}

// What a white sheen throws back of even light: a fit to the integral, at most 0.03 off.
fn of_sheen(roughness: f32, n_v: f32) -> f32 {
    let t = 1.0 - n_v;
    let powers = vec3f(1.0, roughness, roughness * roughness);
    let straight_on = dot(powers, vec3f(-6.539, 9.274, -4.670));
    let aslant = dot(powers, vec3f(7.200, -10.674, 4.713));
    let grazing = dot(powers, vec3f(0.449, -2.204, 1.943));
    return min(exp(straight_on + aslant * t + grazing * t * t * t * t), 1.0);
}

fn under_coat(finish: Finish, surface: Surface) -> f32 {
    return 1.0 - finish.coat * of_coat(dot(finish.coat_normal, surface.view));
}

// How much of the light below the layers is seen through them.
fn under_layers(finish: Finish, surface: Surface) -> f32 {
    let strongest = max(finish.sheen.r, max(finish.sheen.g, finish.sheen.b));
    return (1.0 - strongest * of_sheen(finish.sheen_roughness, surface.n_v)) * under_coat(finish, surface);
}

// What the layers throw back of one lamp's light.
fn of_layers(finish: Finish, surface: Surface, ray: Ray) -> vec3f {
    let half = normalize(ray.to_light + surface.view);
    var light = vec3f(0.0);
    let n_l = dot(surface.normal, ray.to_light);
    if n_l > 0.0 {
        let n_h = saturate(dot(surface.normal, half));
        let sharpness = 1.0 / (finish.sheen_roughness * finish.sheen_roughness);
        let fibres = (2.0 + sharpness) * pow(max(1.0 - n_h * n_h, 1e-4), 0.5 * sharpness) / (2.0 * PI);
        let visibility = 0.25 / (n_l + surface.n_v - n_l * surface.n_v);
        light = finish.sheen * fibres * visibility * n_l * under_coat(finish, surface);
    }
    let coat_l = dot(finish.coat_normal, ray.to_light);
    if coat_l > 0.0 {
        let coat_v = max(dot(finish.coat_normal, surface.view), 1e-3);
        let alpha = finish.coat_roughness * finish.coat_roughness;
        let mirrored = facets(coat_l, coat_v, saturate(dot(finish.coat_normal, half)), alpha);
        light += vec3f(finish.coat * of_coat(dot(surface.view, half)) * mirrored * coat_l);
    }
    return light * ray.light;
}

// What the layers throw back of the surroundings.
fn all_round_layers(finish: Finish, surface: Surface) -> vec3f {
    let fibres = finish.sheen * of_sheen(finish.sheen_roughness, surface.n_v) * irradiance(surface.normal) * under_coat(finish, surface);
    let coat_v = max(dot(finish.coat_normal, surface.view), 1e-3);
    let mirrored = radiance(reflect(-surface.view, finish.coat_normal), finish.coat_roughness);
    let scale = karis(finish.coat_roughness, coat_v);
    return fibres + mirrored * finish.coat * (0.04 * scale.x + scale.y);
}
