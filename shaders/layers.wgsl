// After surface.wgsl, for materials with layers: reflections of their own strength and colour (KHR_materials_ior, KHR_materials_specular),
// a clear coat (KHR_materials_clearcoat) over a sheen (KHR_materials_sheen), and what shines through (KHR_materials_transmission); and for
// what is brushed, so that its highlights are drawn out (KHR_materials_anisotropy).
//
// Sheen: Charlie's distribution (Estevez and Kulla, "Production Friendly Microfacet Sheen BRDF", 2017) and Neubelt's visibility.

// Whether it is brushed: others do not pay for it.
override brushed: bool = false;

// Whether any of the layers has a texture.
override has_layer_textures: bool = true;

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
    anisotropy: f32,
    // Which way, from the tangent towards the bitangent.
    brushed: vec2f,
    slots: array<Slot, 9>,
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
@group(2) @binding(27) var anisotropy_texture: texture_2d<f32>;
@group(2) @binding(28) var anisotropy_sampler: sampler;
@group(2) @binding(29) var<uniform> layers: Layers;

// `normal` without a coat's own bumps.
fn finish_at(seen: Seen, normal: vec3f, front: bool) -> Finish {
    var specular = layers.specular;
    var color = layers.specular_color;
    var coat_normal = normalize(seen.normal);
    var finish: Finish;
    finish.coat = layers.coat;
    finish.coat_roughness = layers.coat_roughness;
    finish.sheen = layers.sheen_color;
    finish.sheen_roughness = layers.sheen_roughness;
    finish.transmission = layers.transmission;
    if has_layer_textures {
        specular *= textureSample(specular_texture, specular_sampler, uv_in(layers.slots[0], seen.uv)).a;
        color *= textureSample(specular_color_texture, specular_color_sampler, uv_in(layers.slots[1], seen.uv)).rgb;
        finish.coat *= textureSample(coat_texture, coat_sampler, uv_in(layers.slots[2], seen.uv)).r;
        finish.coat_roughness *= textureSample(coat_roughness_texture, coat_roughness_sampler, uv_in(layers.slots[3], seen.uv)).g;
        let bump = textureSample(coat_normal_texture, coat_normal_sampler, uv_in(layers.slots[4], seen.uv)).xyz * 2.0 - 1.0;
        coat_normal = bumped(seen, layers.slots[4], bump, layers.coat_normal_scale);
        finish.sheen *= textureSample(sheen_color_texture, sheen_color_sampler, uv_in(layers.slots[5], seen.uv)).rgb;
        finish.sheen_roughness *= textureSample(sheen_roughness_texture, sheen_roughness_sampler, uv_in(layers.slots[6], seen.uv)).a;
        finish.transmission *= textureSample(transmission_texture, transmission_sampler, uv_in(layers.slots[7], seen.uv)).r;
    }
    finish.coat_normal = select(-coat_normal, coat_normal, front);
    finish.f0 = min(layers.reflected * color, vec3f(1.0)) * specular;
    finish.f90 = specular;
    finish.coat_roughness = clamp(finish.coat_roughness, 0.045, 1.0);
    finish.sheen_roughness = clamp(finish.sheen_roughness, 0.07, 1.0);
    return finish;
}

// Which way the surface's highlights are drawn out, and how far, where it has a tangent to tell by.
fn brush(seen: Seen, plain: Surface) -> Surface {
    if !brushed {
        return plain;
    }
    var surface = plain;
    let texel = textureSample(anisotropy_texture, anisotropy_sampler, uv_in(layers.slots[8], seen.uv)).rgb;
    let has_texture = is_there(layers.slots[8]);
    let own = select(vec2f(1.0, 0.0), texel.rg * 2.0 - 1.0, has_texture);
    let turned = vec2f(own.x * layers.brushed.x - own.y * layers.brushed.y, own.x * layers.brushed.y + own.y * layers.brushed.x);
    let bitangent = cross(seen.normal, seen.tangent.xyz) * sign(seen.tangent.w);
    let way = seen.tangent.xyz * turned.x + bitangent * turned.y;
    let along = way - surface.normal * dot(surface.normal, way);
    if dot(along, along) > 1e-4 {
        surface.brushed = normalize(along);
        surface.anisotropy = layers.anisotropy * select(1.0, texel.b, has_texture);
    }
    return surface;
}

// As facets() for a surface that is rougher in one direction.
fn highlight(surface: Surface, to_light: vec3f, half: vec3f, n_l: f32) -> f32 {
    let n_h = saturate(dot(surface.normal, half));
    if !brushed || surface.anisotropy <= 0.0 {
        return facets(n_l, surface.n_v, n_h, surface.alpha);
    }
    let across = cross(surface.normal, surface.brushed);
    let alpha = vec2f(mix(surface.alpha, 1.0, surface.anisotropy * surface.anisotropy), surface.alpha);
    let squared = alpha.x * alpha.y;
    let shape = vec3f(alpha.y * dot(surface.brushed, half), alpha.x * dot(across, half), squared * n_h);
    let spread = squared / dot(shape, shape);
    let distribution = squared * spread * spread / PI;
    let smith_v = n_l * length(vec3f(alpha * vec2f(dot(surface.brushed, surface.view), dot(across, surface.view)), surface.n_v));
    let smith_l = surface.n_v * length(vec3f(alpha * vec2f(dot(surface.brushed, to_light), dot(across, to_light)), n_l));
    return distribution * 0.5 / max(smith_v + smith_l, 1e-5);
}

// Where what a surface mirrors comes from. Brushed, it looks as if it were bent round the way that its highlights go (as Khronos's
// sample viewer has it).
fn mirrored_from(surface: Surface) -> vec3f {
    if !brushed || surface.anisotropy <= 0.0 {
        return reflect(-surface.view, surface.normal);
    }
    let across = cross(surface.normal, surface.brushed);
    let towards = cross(cross(across, surface.view), across);
    let bend = 1.0 - surface.anisotropy * (1.0 - surface.roughness);
    let bent = normalize(mix(towards, surface.normal, bend * bend * bend * bend));
    return reflect(-surface.view, bent);
}

// What a coat throws back of light from one direction.
fn of_coat(cosine: f32) -> f32 {
    return 0.04 + 0.96 * pow(1.0 - saturate(cosine), 5.0);
}

// What a white sheen throws back of even light: a fit to the integral, at most 0.06 off. That of fine fibres is drawn back to the edge.
fn of_sheen(fibres: f32, n_v: f32) -> f32 {
    let t = 1.0 - n_v;
    let roughness = max(fibres, 0.25);
    let drawn_back = 0.23 * (1.0 / (fibres * fibres) - 1.0 / (roughness * roughness)) * n_v * n_v;
    let powers = vec3f(1.0, roughness, roughness * roughness);
    let straight_on = dot(powers, vec3f(-6.539, 9.274, -4.670));
    let aslant = dot(powers, vec3f(7.200, -10.674, 4.713));
    let grazing = dot(powers, vec3f(0.449, -2.204, 1.943));
    return min(exp(straight_on + aslant * t + grazing * t * t * t * t - drawn_back), 1.0);
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
