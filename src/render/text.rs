//! What a panel says, as a picture: how each kind of panel is laid out, and the thread that does it.
//!
//! The unit of a layout is the height of a capital letter of the body, so that it does not depend on how finely it is drawn. A
//! sheet holds ink only: the ground, the ring and the arrow are drawn around it by the panel's shader, sharp at any distance.

use std::collections::HashSet;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::PathBuf;
use std::sync::Arc;

use glam::Vec2;
use qrcodegen::{QrCode, QrCodeEcc};

use crate::media::picture;
use crate::render::canvas::{Bitmap, Canvas};
use crate::render::icon;
use crate::render::palette::{Colour, INK, LINEN, OAK, PAPER};
use crate::render::typeset::{Block, Lines, Typesetter};
use crate::render::worker::Worker;
use crate::walk::{Button, Icon, Panel, PanelKind};

/// From the middle of a proposal's ring to its outside, in capitals.
pub const RING_RADIUS: f32 = 1.45;

/// A panel's words, to be made into a [`Sheet`].
#[derive(Debug, Clone, PartialEq)]
pub struct Words {
    kind: PanelKind,
    heading: Arc<str>,
    body: Arc<str>,
    picture: Option<Arc<PathBuf>>,
    /// An address, to be shown as a code.
    code: Option<Arc<str>>,
    /// They stand on a button.
    face: Option<Face>,
    /// How wide the panel may become, in capitals; how wide a button is.
    width: f32,
    /// How many pixels high a capital of the body is drawn.
    cap: f32,
}

/// What a button has besides its words.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Face {
    icon: Icon,
    on: Option<bool>,
    /// How high it is, in capitals.
    height: f32,
}

/// A panel's words as a picture.
#[derive(Debug, Clone, PartialEq)]
pub struct Sheet {
    /// The ink, with nothing behind it.
    pub bitmap: Bitmap,
    /// How large the panel is, in capitals of its body.
    pub size: Vec2,
    /// The middle of its ring, in capitals from the panel's upper left corner, if it has one.
    pub ring: Option<Vec2>,
    /// How many pixels high a capital of the body was drawn.
    pub cap: f32,
}

/// Makes [`Sheet`]s of [`Words`], each named by a number of the asker's.
pub type TextWorker = Worker<(u64, Words), (u64, Sheet)>;

/// Starts a [`TextWorker`].
pub fn text_worker() -> TextWorker {
    Worker::new("text", || {
        let mut setter = Setter::default();
        move |(name, words): (u64, Words)| (name, setter.sheet(&words))
    })
}

impl Words {
    /// What `panel` says, its capitals `cap` pixels high.
    pub fn of(panel: &Panel, cap: f32) -> Self {
        Self {
            kind: panel.kind,
            heading: Arc::clone(&panel.heading),
            body: Arc::clone(&panel.body),
            picture: panel.picture.clone(),
            code: panel.code.clone(),
            face: None,
            width: (panel.width / panel.cap_height.max(1e-4)).clamp(4.0, 60.0),
            cap,
        }
    }

    /// What is on `button`, its capitals `cap` pixels high.
    pub fn on(button: &Button, cap: f32) -> Self {
        let size = (button.half * 2.0 / button.cap_height.max(1e-4)).clamp(Vec2::splat(2.0), Vec2::splat(60.0));
        Self {
            kind: PanelKind::Label,
            heading: Arc::clone(&button.words),
            body: Arc::clone(&button.words),
            picture: None,
            code: None,
            face: Some(Face { icon: button.icon, on: button.on, height: size.y }),
            width: size.x,
            cap,
        }
    }

    /// How many pixels high a capital is drawn.
    pub fn cap(&self) -> f32 {
        self.cap
    }

    /// What they are for, and the picture among them: what a sheet is kept by.
    pub fn kept_by(&self) -> (PanelKind, Option<Arc<PathBuf>>) {
        (self.kind, self.picture.clone())
    }

    /// A name for what they say and how wide they may be, the same for the same words however finely they are drawn.
    pub fn name(&self) -> u64 {
        let mut hasher = DefaultHasher::new();
        (self.kind, &self.heading, &self.body, &self.picture, &self.code).hash(&mut hasher);
        // To the tenth of a capital, so that rounding does not have the same words drawn again.
        let tenths = |length: f32| (length * 10.0) as u32;
        (tenths(self.width), self.face.map(|face| (face.icon, face.on, tenths(face.height)))).hash(&mut hasher);
        hasher.finish()
    }
}

/// How a kind of panel is laid out; lengths in capitals of the body.
struct Style {
    /// Between the panel's edge and its content, at the sides and above and below.
    padding: Vec2,
    /// How long a line may become, whatever the panel's width.
    measure: f32,
    heading_cap: f32,
    heading: Colour,
    body: Colour,
    /// Whether the body is heavier than running text.
    strong: bool,
    lines: usize,
    centred: bool,
    ring: bool,
}

impl Style {
    fn of(kind: PanelKind) -> Self {
        // 37 characters of Danish are about 28 capitals wide in this face.
        let plain = Self {
            padding: Vec2::new(1.5, 1.35),
            measure: 28.5,
            heading_cap: 0.8,
            heading: OAK,
            body: PAPER,
            strong: false,
            lines: 4,
            centred: true,
            ring: false,
        };
        match kind {
            PanelKind::Caption => plain,
            PanelKind::Label => Self { padding: Vec2::new(1.2, 0.85), measure: 22.0, strong: true, lines: 2, ..plain },
            PanelKind::Proposal => Self { padding: Vec2::new(1.3, 1.2), measure: 24.0, lines: 3, centred: false, ring: true, ..plain },
            PanelKind::Look => Self { padding: Vec2::splat(1.6), measure: 31.0, heading_cap: 1.1, lines: 14, centred: false, ..plain },
            PanelKind::Card => Self { padding: Vec2::splat(1.6), measure: 30.0, heading_cap: 1.15, heading: OAK, lines: 5, ..plain },
            PanelKind::Notice => {
                Self { padding: Vec2::splat(1.6), measure: 27.0, heading_cap: 1.0, heading: PAPER, body: LINEN, lines: 8, ..plain }
            }
            PanelKind::Report => Self { padding: Vec2::splat(1.6), measure: 56.0, heading_cap: 1.0, lines: 16, centred: false, ..plain },
        }
    }
}

/// Between the picture, the heading and the body.
const GAP: f32 = 1.1;
/// Between the ring and the words.
const RING_GAP: f32 = 1.1;
/// How high a picture may be.
const PICTURE_HEIGHT: f32 = 18.0;
/// How wide and high a code is with the quiet around it: 17 capitals of 1.1 degrees are more than the 15 degrees that a phone wants.
const CODE: f32 = 17.0;
/// The quiet around a code, in its own modules: what its standard asks for.
const CODE_QUIET: usize = 4;
/// On a button: from its edge to its sign, the sign's radius, from there to the words, and their capitals.
const FACE_PADDING: f32 = 0.85;
const FACE_ICON: f32 = 1.3;
const FACE_GAP: f32 = 0.75;
const FACE_CAP: f32 = 0.92;

/// How round the corners of a picture are.
const PICTURE_CORNER: f32 = 0.5;

#[derive(Default)]
struct Setter {
    typesetter: Typesetter,
    /// Pictures that could not be read and have been complained about.
    broken: HashSet<PathBuf>,
}

impl Setter {
    fn sheet(&mut self, words: &Words) -> Sheet {
        if let Some(face) = words.face {
            return self.face(words, face);
        }
        let (style, cap) = (Style::of(words.kind), words.cap);
        let ring = if style.ring { (2.0 * RING_RADIUS + RING_GAP) * cap } else { 0.0 };
        let padding = style.padding * cap;
        let measure = (style.measure * cap).min(words.width * cap - 2.0 * padding.x - ring).max(cap);
        let picture = self.picture(words, measure);
        let heading = self.typesetter.lay(&Block {
            words: &words.heading,
            strong: true,
            colour: style.heading,
            cap: style.heading_cap * cap,
            width: measure,
            lines: 2,
            centred: style.centred,
        });
        let body = self.typesetter.lay(&Block {
            words: &words.body,
            strong: style.strong,
            colour: style.body,
            cap,
            width: measure,
            lines: style.lines,
            centred: style.centred,
        });

        let picture_size = picture.as_ref().map_or(Vec2::ZERO, |picture| Vec2::new(picture.width() as f32, picture.height() as f32));
        let code = words.code.as_deref().and_then(|address| code(address, CODE * cap));
        let code_size = code.as_ref().map_or(Vec2::ZERO, |code| Vec2::new(code.width() as f32, code.height() as f32));
        let address = self.typesetter.lay(&Block {
            words: words.code.as_deref().map_or("", in_letters),
            strong: true,
            colour: OAK,
            cap,
            width: measure,
            lines: 2,
            centred: style.centred,
        });
        let parts = [
            (picture_size.x, picture_size.y),
            (heading.width, heading.height),
            (body.width, body.height),
            (code_size.x, code_size.y),
            (address.width, address.height),
        ];
        let widest = parts.iter().map(|(width, _)| *width).fold(0.0, f32::max);
        let stacked = stacked(&parts, GAP * cap);
        let content = Vec2::new(widest, stacked);
        let content = content.max(Vec2::new(0.0, if style.ring { 2.0 * RING_RADIUS * cap } else { cap }));
        let size = (content + 2.0 * padding + Vec2::new(ring, 0.0)).ceil();

        let mut canvas = Canvas::new(size.x as usize, size.y as usize);
        let mut top = (size.y - stacked) / 2.0;
        let left = padding.x + ring;
        if let Some(picture) = &picture {
            paste(&mut canvas, picture, left + (content.x - picture_size.x) / 2.0, top, PICTURE_CORNER * cap);
            top += picture_size.y + GAP * cap;
        }
        for (nth, lines) in [&heading, &body, &address].into_iter().enumerate() {
            if let (2, Some(code)) = (nth, &code) {
                paste(&mut canvas, code, left + (content.x - code_size.x) / 2.0, top, PICTURE_CORNER * cap);
                top += code_size.y + GAP * cap;
            }
            if lines.height > 0.0 {
                self.typesetter.draw(lines, &mut canvas, left + offset(lines, content.x, style.centred), top);
                top += lines.height + GAP * cap;
            }
        }
        let ring = style.ring.then(|| Vec2::new(style.padding.x + RING_RADIUS, size.y / cap / 2.0));
        Sheet { bitmap: canvas.into_bitmap(), size: size / cap, ring, cap }
    }

    /// What is on a button: its sign, and its words beside it.
    fn face(&mut self, words: &Words, face: Face) -> Sheet {
        let cap = words.cap;
        let size = (Vec2::new(words.width, face.height) * cap).ceil();
        let icon = FACE_ICON.min(face.height * 0.36) * cap;
        let left = (FACE_PADDING + FACE_GAP) * cap + 2.0 * icon;
        let lines = self.typesetter.lay(&Block {
            words: &words.body,
            strong: true,
            colour: PAPER,
            cap: FACE_CAP * cap,
            width: (size.x - left - 0.5 * cap).max(cap),
            lines: 2,
            centred: false,
        });
        let mut canvas = Canvas::new(size.x as usize, size.y as usize);
        icon::draw(&mut canvas, face.icon, face.on, Vec2::new(FACE_PADDING * cap + icon, size.y / 2.0), icon);
        self.typesetter.draw(&lines, &mut canvas, left, (size.y - lines.height) / 2.0);
        Sheet { bitmap: canvas.into_bitmap(), size: size / cap, ring: None, cap }
    }

    /// The panel's picture, as large as it will be shown.
    fn picture(&mut self, words: &Words, measure: f32) -> Option<Canvas> {
        let file = words.picture.as_deref()?;
        match picture::load(file) {
            Ok(image) => {
                let (width, height) = (image.width() as f32, image.height() as f32);
                let scale = (measure / width).min(PICTURE_HEIGHT * words.cap / height);
                Some(Canvas::from_image(&image).scaled((width * scale) as usize, (height * scale) as usize))
            }
            Err(error) => {
                if self.broken.insert(file.clone()) {
                    tracing::warn!("a panel is shown without its picture: {error}");
                }
                None
            }
        }
    }
}

/// A code that a phone reads, dark on light with the quiet around it, at most `side` pixels wide; `None` for what is too long for one.
fn code(address: &str, side: f32) -> Option<Canvas> {
    let code = QrCode::encode_text(address, QrCodeEcc::Medium)
        .inspect_err(|error| tracing::warn!("`{address}` is shown without a code: {error}"))
        .ok()?;
    let modules = usize::try_from(code.size()).ok()? + 2 * CODE_QUIET;
    // Whole pixels, so that every module is as wide as the others.
    let module = (side as usize / modules).max(1);
    let mut canvas = Canvas::new(modules * module, modules * module);
    for y in 0..canvas.height() as i32 {
        for x in 0..canvas.width() as i32 {
            let (column, row) = (x / module as i32 - CODE_QUIET as i32, y / module as i32 - CODE_QUIET as i32);
            let [red, green, blue] = if code.get_module(column, row) { INK } else { PAPER }.linear();
            canvas.over(x, y, [red, green, blue, 1.0]);
        }
    }
    Some(canvas)
}

/// An address as people type it.
fn in_letters(address: &str) -> &str {
    let bare = address.strip_prefix("https://").or_else(|| address.strip_prefix("http://")).unwrap_or(address);
    bare.strip_suffix('/').unwrap_or(bare)
}

/// The height of parts above each other; those without height take no gap either.
fn stacked(parts: &[(f32, f32)], gap: f32) -> f32 {
    let filled = parts.iter().filter(|(_, height)| *height > 0.0);
    filled.map(|(_, height)| height + gap).sum::<f32>() - gap
}

/// How far from the content's left edge lines begin.
fn offset(lines: &Lines, width: f32, centred: bool) -> f32 {
    // Right-to-left words end where the widest part of the panel ends.
    if centred {
        (width - lines.width) / 2.0
    } else if lines.right_to_left {
        width - lines.width
    } else {
        0.0
    }
}

/// Lays a picture with round corners onto the canvas.
fn paste(canvas: &mut Canvas, picture: &Canvas, left: f32, top: f32, corner: f32) {
    let half = Vec2::new(picture.width() as f32, picture.height() as f32) / 2.0;
    for y in 0..picture.height() {
        for x in 0..picture.width() {
            let beyond = (Vec2::new(x as f32 + 0.5, y as f32 + 0.5) - half).abs() - half + corner;
            let distance = beyond.max(Vec2::ZERO).length() + beyond.max_element().min(0.0) - corner;
            let coverage = (0.5 - distance).clamp(0.0, 1.0);
            canvas.over(left as i32 + x as i32, top as i32 + y as i32, picture.at(x, y).map(|value| value * coverage));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const WIDE: f32 = 60.0;

    fn words(kind: PanelKind, heading: &str, body: &str) -> Words {
        let (heading, body) = (heading.into(), body.into());
        Words { kind, heading, body, picture: None, code: None, face: None, width: WIDE, cap: 32.0 }
    }

    /// The sheet on its ground over mid grey, to be looked at in `target/text/`.
    fn shown(name: &str, words: &Words) -> Sheet {
        let sheet = Setter::default().sheet(words);
        if let Some(folder) = std::env::var_os("INDENFOR_LOOK") {
            let pixels = sheet.bitmap.levels[0].chunks_exact(4).flat_map(|pixel| {
                let light = |value: u8| crate::render::palette::to_linear(f32::from(value) / 255.0);
                let ground = crate::render::palette::INK.linear();
                let byte = |channel: usize| light(pixel[channel]) + ground[channel] * (1.0 - f32::from(pixel[3]) / 255.0);
                [byte(0), byte(1), byte(2)].map(|value| (crate::render::palette::to_srgb(value) * 255.0).round() as u8)
            });
            let image = image::RgbImage::from_raw(sheet.bitmap.width, sheet.bitmap.height, pixels.collect()).unwrap();
            image.save(PathBuf::from(folder).join(format!("{name}.png"))).unwrap();
        }
        sheet
    }

    #[test]
    fn a_caption_of_two_lines_is_as_large_as_it_should_be() {
        let sheet = shown(
            "caption",
            &words(
                PanelKind::Caption,
                "Jonas · Fængselsbetjent",
                "Når døren går op klokken syv, ved du aldrig helt, hvem der står på den anden side.",
            ),
        );
        // Two lines of 37 characters, at a cap height of one degree: within 50 degrees, and no higher than ten.
        assert!(sheet.size.x < 33.0 && sheet.size.y < 9.0, "{}", sheet.size);
    }

    #[test]
    fn each_kind_is_laid_out() {
        shown("label", &words(PanelKind::Label, "", "Gå til cellen"));
        let sheet = shown("proposal", &words(PanelKind::Proposal, "Jonas foreslår", "Skal vi gå ud i gården? Se på mig, så går vi."));
        assert!(sheet.ring.is_some());
        shown("notice", &words(PanelKind::Notice, "Et øjeblik", "Værkstedet er på vej."));
        shown(
            "look",
            &words(
                PanelKind::Look,
                "Nøgleskabet",
                "Hver nøgle har sit nummer og sin krog. Mangler der én, når vagten skifter, går ingen hjem, før den er fundet.\n\nDet er sket to gange på elleve år.",
            ),
        );
        shown("arabic", &words(PanelKind::Caption, "يوناس · ضابط سجن", "عندما يفتح الباب في السابعة، لا تعرف أبدًا من يقف على الجانب الآخر."));
    }

    #[test]
    fn a_panel_keeps_to_its_width() {
        for width in [6.0, 15.0, 40.0] {
            for kind in [PanelKind::Caption, PanelKind::Label, PanelKind::Proposal, PanelKind::Look, PanelKind::Notice] {
                let words = Words {
                    width,
                    ..words(kind, "Et meget langt navn på en person", "Kriminalforsorgsuddannelsescenterets nøgleskabsansvarlige")
                };
                let sheet = Setter::default().sheet(&words);
                let least = if kind == PanelKind::Proposal { 8.0 } else { 6.1 };
                assert!(sheet.size.x <= f32::max(width + 0.1, least), "{kind:?} in {width}: {}", sheet.size.x);
            }
        }
    }

    #[test]
    fn the_layout_does_not_depend_on_how_finely_it_is_drawn() {
        let coarse = Setter::default().sheet(&Words { cap: 16.0, ..words(PanelKind::Look, "Nøgleskabet", "Hver nøgle har sit nummer.") });
        let fine = Setter::default().sheet(&Words { cap: 40.0, ..words(PanelKind::Look, "Nøgleskabet", "Hver nøgle har sit nummer.") });
        assert!((coarse.size - fine.size).abs().max_element() < 0.3, "{} {}", coarse.size, fine.size);
    }

    #[test]
    fn a_broken_picture_leaves_the_words() {
        let folder = tempfile::tempdir().unwrap();
        let (good, broken) = (folder.path().join("good.png"), folder.path().join("broken.png"));
        image::RgbaImage::from_fn(400, 300, |x, y| image::Rgba([(x / 2) as u8, (y / 2) as u8, 120, 255])).save(&good).unwrap();
        std::fs::write(&broken, b"no picture").unwrap();
        let plain = words(PanelKind::Look, "Nøgleskabet", "Hver nøgle har sit nummer og sin krog, og mangler der én, går ingen hjem.");
        let without = Setter::default().sheet(&Words { picture: Some(Arc::new(broken)), ..plain.clone() });
        let with = shown("picture", &Words { picture: Some(Arc::new(good)), ..plain.clone() });
        assert_eq!(without, Setter::default().sheet(&plain));
        assert!(with.size.y > without.size.y + 10.0);
    }

    #[test]
    fn words_come_back_from_the_thread_under_their_name() {
        let mut worker = text_worker();
        worker.ask((7, words(PanelKind::Label, "", "Gården")));
        let mut sheets = Vec::new();
        while worker.outstanding() > 0 {
            sheets.extend(worker.next());
            std::thread::yield_now();
        }
        assert_eq!(sheets.len(), 1);
        assert_eq!(sheets[0].0, 7);
        assert!(sheets[0].1.bitmap.levels[0].iter().any(|value| *value > 200));
    }
}
