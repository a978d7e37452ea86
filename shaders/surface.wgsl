// After mesh.wgsl: glTF's metallic-roughness materials in the light of a few lamps and of their surroundings.
//
// GGX distribution, Smith's height-correlated visibility, Schlick's Fresnel (glTF 2.0, appendix B). Surroundings: a cube map that
// prefilter.wgsl has blurred for each degree of roughness, and nine spherical harmonics for matt surfaces. The other half of the
// split sum is Karis's analytic approximation ("Physically Based Shading on Mobile", 2014), with the light that bounces more than
// once between facets given back (Fdez-Aguera, "A Multiple-Scattering Microfacet Model for Real-Time Image-based Lighting", 2019).

// What is called finish_at, brush, highlight, mirrored_from, under_layers, of_layers and all_round_layers is in plain.wgsl or in
// layers.wgsl, whichever follows.

// What opacity means: 0 nothing, 1 a hole below the cutoff, 2 a hole at some samples of a pixel, 3 how much it covers; 5 how much of a glass
// there is. Of coloured glass 4 is drawn first: what it lets through of each colour, beside what it lets through of the strongest.
override alpha_mode: u32 = 0;

// Whether light does nothing to the material; with layers, the material itself tells.
override unlit: bool = false;

// Whether lamps cast shadows. Told to the compiler as well: who has none must not pay for looking.
override shadows: bool = false;

// Which textures there are: what is not there must not cost a look.
override has_base_color: bool = true;
override has_metallic_roughness: bool = true;
override has_normal: bool = true;
override has_occlusion: bool = true;
override has_emissive: bool = true;

const PI = 3.14159265;

// Which way a surface faces where a texture, if there is one, tilts it.
fn bumped(seen: Seen, slot: Slot, bump: vec3f, scale: f32) -> vec3f {
    // Tangents are all zero where nothing has bumps.
    if !is_there(slot) || dot(seen.tangent.xyz, seen.tangent.xyz) <= 0.01 {
        return normalize(seen.normal);
    }
    let bitangent = cross(seen.normal, seen.tangent.xyz) * sign(seen.tangent.w);
    let scaled = bump * vec3f(scale, scale, 1.0);
    return normalize(seen.tangent.xyz * scaled.x + bitangent * scaled.y + seen.normal * scaled.z);
}

// What a surface does to light.
struct Surface {
    position: vec3f,
    normal: vec3f,
    // Which way it faces without its bumps.
    facing: vec3f,
    // Which way its triangle itself faces, or the other, of any length; known where lamps cast shadows.
    triangle: vec3f,
    // To the eye.
    view: vec3f,
    n_v: f32,
    // Of light that enters and comes out again.
    diffuse: vec3f,
    // Reflected straight on, and at a grazing angle, where it is no metal: only there does light enter.
    f0: vec3f,
    f90: f32,
    // Reflected straight on where it is metal, and how much of it is.
    metal_f0: vec3f,
    metallic: f32,
    // Roughness squared.
    alpha: f32,
    roughness: f32,
    // Scale and offset of f0 for light from all around.
    split_sum: vec2f,
    // Along which way its highlights are drawn out, and how far, where it is brushed.
    brushed: vec3f,
    anisotropy: f32,
}

// What a surface is made of beside metallic-roughness.
struct Finish {
    // Reflected straight on, and at a grazing angle, where it is no metal.
    f0: vec3f,
    f90: f32,
    // Which way the coat faces.
    coat_normal: vec3f,
    coat: f32,
    sheen: vec3f,
    sheen_roughness: f32,
    coat_roughness: f32,
    // How much of what would be scattered goes through.
    transmission: f32,
}

fn karis(roughness: f32, n_v: f32) -> vec2f {
    let r = roughness * vec4f(-1.0, -0.0275, -0.572, 0.022) + vec4f(1.0, 0.0425, 1.04, -0.04);
    let a = min(r.x * r.x, exp2(-9.28 * n_v)) * r.x + r.y;
    return clamp(vec2f(-1.04, 1.04) * a + r.zw, vec2f(0.0), vec2f(1.0));
}

// How many facets mirror a lamp to the eye, and how well they are seen: distribution times visibility.
fn facets(n_l: f32, n_v: f32, n_h: f32, alpha: f32) -> f32 {
    let a2 = alpha * alpha;
    let spread = n_h * n_h * (a2 - 1.0) + 1.0;
    let distribution = a2 / (PI * spread * spread);
    let smith_v = n_l * sqrt(n_v * n_v * (1.0 - a2) + a2);
    let smith_l = n_v * sqrt(n_l * n_l * (1.0 - a2) + a2);
    return distribution * 0.5 / max(smith_v + smith_l, 1e-5);
}

// One lamp's light, reflected to the eye.
fn reflected(surface: Surface, to_light: vec3f, light: vec3f) -> vec3f {
    let n_l = dot(surface.normal, to_light);
    if n_l <= 0.0 {
        return vec3f(0.0);
    }
    let half = normalize(to_light + surface.view);
    let v_h = saturate(dot(surface.view, half));
    let grazing = pow(1.0 - v_h, 5.0);
    let outer = surface.f0 + (surface.f90 - surface.f0) * grazing;
    let metal = surface.metal_f0 + (1.0 - surface.metal_f0) * grazing;
    let bounces = 1.0 / max(surface.split_sum.x + surface.split_sum.y, 0.1) - 1.0;
    let mirrored = mix(outer * (1.0 + surface.f0 * bounces), metal * (1.0 + surface.metal_f0 * bounces), surface.metallic);
    let diffuse = (1.0 - outer) * surface.diffuse / PI;
    return (diffuse + mirrored * highlight(surface, to_light, half, n_l)) * light * n_l;
}

// What comes from a lamp, and from where.
struct Ray {
    to_light: vec3f,
    light: vec3f,
}

fn ray_of(light: Light, position: vec3f) -> Ray {
    if light.kind == DIRECTIONAL {
        return Ray(-light.direction, light.intensity);
    }
    let way = light.position - position;
    let square = max(dot(way, way), 1e-4);
    let to_light = way * inverseSqrt(square);
    let far = square * light.range;
    var strength = saturate(1.0 - far * far) / square;
    if light.kind != POINT {
        let cone = saturate(dot(light.direction, -to_light) * light.cone_scale + light.cone_offset);
        strength *= cone * cone;
    }
    return Ray(to_light, light.intensity * strength);
}

// How much of a lamp's light is not stopped on its way: from 0 to 1. Looked up in nine places, so that edges are soft; off the
// surface, or it would lie in its own shadow: as far as it slopes away under the places that are looked at.
fn unshaded(index: u32, surface: Surface, ray: Ray) -> f32 {
    let n_l = dot(surface.facing, ray.to_light);
    if n_l <= 0.0 || all(ray.light <= vec3f(0.0)) {
        return 1.0;
    }
    var which = index;
    var place = on_map(which, surface, ray, n_l);
    if index == 0u && lighting.near > 0u {
        let near = on_map(lighting.near, surface, ray, n_l);
        if is_on_map(near) {
            which = lighting.near;
            place = near;
        }
    }
    if !is_on_map(place) {
        return 1.0;
    }
    let size = f32(textureDimensions(seen_by_lamps).x);
    let uv = place.xy * vec2f(0.5, -0.5) + 0.5;
    var open = 0.0;
    for (var y = -1; y <= 1; y++) {
        for (var x = -1; x <= 1; x++) {
            let at = uv + vec2f(f32(x), f32(y)) / size;
            open += f32((2 - abs(x)) * (2 - abs(y))) * textureSampleCompareLevel(seen_by_lamps, nearer, at, which, saturate(place.z));
        }
    }
    return open / 16.0;
}

// Where on a map a surface is to be looked up; in w how far along a spot's axis it is, for the sun 1.
fn on_map(which: u32, surface: Surface, ray: Ray, n_l: f32) -> vec4f {
    let map = lighting.maps[which].clip_from_location;
    let texel = lighting.maps[which].width * (map * vec4f(surface.position, 1.0)).w / f32(textureDimensions(seen_by_lamps).x);
    // What is smoothed over is as steep as its triangles are, which may be steeper than it says.
    let steep = min(n_l, abs(dot(surface.triangle, ray.to_light)) * inverseSqrt(max(dot(surface.triangle, surface.triangle), 1e-30)));
    let slope = sqrt(saturate(1.0 - steep * steep));
    let place = map * vec4f(surface.position + texel * (surface.facing * (0.4 + 2.9 * slope) + ray.to_light * 0.5), 1.0);
    return vec4f(place.xyz / place.w, place.w);
}

fn is_on_map(place: vec4f) -> bool {
    return place.w > 0.0 && all(abs(place.xy) < vec2f(1.0));
}

// What a white, matt surface would show of the surroundings.
fn irradiance(n: vec3f) -> vec3f {
    let c = lighting.matt;
    let light = c[0] + c[1] * n.y + c[2] * n.z + c[3] * n.x
        + c[4] * (n.x * n.y) + c[5] * (n.y * n.z) + c[6] * (3.0 * n.z * n.z - 1.0) + c[7] * (n.x * n.z) + c[8] * (n.x * n.x - n.y * n.y);
    // Nine of them fall below nothing opposite a strong light.
    return max(light.rgb, vec3f(0.0));
}

// What a mirror of some roughness would show of the surroundings.
fn radiance(direction: vec3f, roughness: f32) -> vec3f {
    let level = roughness * f32(textureNumLevels(surroundings_cube) - 1u);
    return textureSampleLevel(surroundings_cube, surroundings_sampler, direction, level).rgb * lighting.mirrored;
}

// How much a surface reflects of light from all around: at once, and after light has gone between its facets.
struct Reflected {
    single: vec3f,
    multiple: vec3f,
}

fn all_round(f0: vec3f, f90: f32, split_sum: vec2f) -> Reflected {
    let once = split_sum.x + split_sum.y;
    let single = f0 * split_sum.x + f90 * split_sum.y;
    let average = f0 + (f90 - f0) / 21.0;
    return Reflected(single, (1.0 - once) * single * average / (1.0 - (1.0 - once) * average));
}

fn surroundings(surface: Surface) -> vec3f {
    let outer = all_round(surface.f0, surface.f90, surface.split_sum);
    let metal = all_round(surface.metal_f0, 1.0, surface.split_sum);
    let mirrored = radiance(mirrored_from(surface), surface.roughness) * mix(outer.single, metal.single, surface.metallic);
    let bounced = mix(outer.multiple, metal.multiple, surface.metallic);
    let matt = irradiance(surface.normal);
    return mirrored + (bounced + surface.diffuse * (1.0 - outer.single - outer.multiple)) * matt;
}

// Khronos PBR Neutral tone mapper: colours below 0.8 stay as they are made, brighter ones are drawn in and lose colour.
// https://github.com/KhronosGroup/ToneMapping/tree/main/PBR_Neutral
fn tone_mapped(light: vec3f) -> vec3f {
    let start = 0.8 - 0.04;
    let least = min(light.r, min(light.g, light.b));
    let toe = select(0.04, least - 6.25 * least * least, least < 0.08);
    let color = light - toe;
    let peak = max(color.r, max(color.g, color.b));
    if peak < start {
        return color;
    }
    let room = 1.0 - start;
    let pressed = 1.0 - room * room / (peak + room - start);
    let faded = 1.0 - 1.0 / (0.15 * (peak - pressed) + 1.0);
    return mix(color * pressed / peak, vec3f(pressed), faded);
}

// How much there is of what is cut out: as sharp an edge as the pixels allow, wherever in the texture it lies; where there is none, all
// or nothing.
fn cut_out(opacity: f32) -> f32 {
    let change = fwidth(opacity);
    if change < 1e-4 {
        return select(0.0, 1.0, opacity >= material.alpha_cutoff);
    }
    return saturate((opacity - material.alpha_cutoff) / change + 0.5);
}

@fragment
fn shade(seen: Seen, @builtin(front_facing) front: bool) -> @location(0) vec4f {
    var base = material.base_color * seen.color;
    if has_base_color {
        base *= textureSample(base_color_texture, base_color_sampler, uv_of(0u, seen.uv));
    }
    var opacity = base.a;
    if alpha_mode == 0u {
        opacity = 1.0;
    } else if alpha_mode >= 4u {
        if material.alpha_cutoff != 0.0 {
            opacity = cut_out(base.a);
        }
    } else if alpha_mode == 1u {
        if base.a < material.alpha_cutoff {
            discard;
        }
        opacity = 1.0;
    } else if alpha_mode == 2u {
        opacity = cut_out(base.a);
    }
    let covering = select(1.0, opacity, alpha_mode >= 3u);
    var glow = material.emissive;
    if has_emissive {
        glow *= textureSample(emissive_texture, emissive_sampler, uv_of(4u, seen.uv)).rgb;
    }
    if unlit || material.unlit != 0u {
        return vec4f((base.rgb + glow) * covering, opacity);
    }

    var metallic_roughness = vec4f(1.0);
    if has_metallic_roughness {
        metallic_roughness = textureSample(metallic_roughness_texture, metallic_roughness_sampler, uv_of(1u, seen.uv));
    }
    var occlusion = 1.0;
    if has_occlusion {
        let sample = textureSample(occlusion_texture, occlusion_sampler, uv_of(3u, seen.uv)).r;
        occlusion += material.occlusion_strength * (sample - 1.0);
    }
    let metallic = material.metallic * metallic_roughness.b;

    let smooth_normal = normalize(seen.normal);
    var normal = smooth_normal;
    if has_normal {
        let bump = textureSample(normal_texture, normal_sampler, uv_of(2u, seen.uv)).xyz * 2.0 - 1.0;
        normal = bumped(seen, material.slots[2], bump, material.normal_scale);
    }
    // Where the normal turns within a pixel, its highlights are spread, or they would flicker with every move of the head
    // (Tokuyoshi and Kaplanyan, "Improved Geometric Specular Antialiasing", 2019).
    let turn_x = dpdx(smooth_normal);
    let turn_y = dpdy(smooth_normal);
    let spread = min(0.5 * (dot(turn_x, turn_x) + dot(turn_y, turn_y)), 0.18);
    let roughness = clamp(material.roughness * metallic_roughness.g, 0.045, 1.0);

    var surface: Surface;
    surface.position = seen.position;
    surface.normal = select(-normal, normal, front);
    surface.facing = select(-smooth_normal, smooth_normal, front);
    if shadows {
        surface.triangle = cross(dpdx(seen.position), dpdy(seen.position));
    }
    surface.view = normalize(seen.eye - seen.position);
    surface.n_v = max(dot(surface.normal, surface.view), 1e-3);
    let finish = finish_at(seen, surface.normal, front);
    surface.diffuse = base.rgb * (1.0 - metallic) * (1.0 - finish.transmission);
    surface.f0 = finish.f0;
    surface.f90 = finish.f90;
    surface.metal_f0 = base.rgb;
    surface.metallic = metallic;
    surface.alpha = min(sqrt(roughness * roughness * roughness * roughness + spread), 1.0);
    surface.roughness = sqrt(surface.alpha);
    surface.split_sum = karis(surface.roughness, surface.n_v);
    // What goes through glass. What is rough scatters what is behind until nothing is made out: then the surroundings stand for it.
    let mirrored = all_round(surface.f0, surface.f90, surface.split_sum);
    let entering = (1.0 - mirrored.single - mirrored.multiple) * base.rgb * finish.transmission * (1.0 - metallic);
    let frosted = saturate(4.0 * roughness * roughness);
    let through = mix(vec3f(1.0), entering * (1.0 - frosted) * under_layers(finish, surface), covering);
    let strongest = max(through.r, max(through.g, through.b));
    if alpha_mode == 4u {
        return vec4f(through / max(strongest, 1e-4), 1.0);
    }

    surface = brush(seen, surface);
    var light = surroundings(surface) * occlusion + glow;
    if alpha_mode == 5u {
        light += entering * frosted * radiance(-surface.view, surface.roughness);
    }
    var above = all_round_layers(finish, surface) * occlusion;
    for (var index = 0u; index < lighting.count; index++) {
        var ray = ray_of(lighting.lights[index], surface.position);
        if shadows && index < lighting.shadowed {
            ray.light *= unshaded(index, surface, ray);
        }
        light += reflected(surface, ray.to_light, ray.light);
        above += of_layers(finish, surface, ray);
    }
    light = light * under_layers(finish, surface) + above;
    let shown = tone_mapped(light) * covering;
    if alpha_mode == 5u {
        // Its light takes something off of what is behind it, so that the two together are no brighter than white.
        opacity = 1.0 - strongest * (1.0 - max(shown.r, max(shown.g, shown.b)));
    }
    return vec4f(shown, opacity);
}
