//! What a panel says, as a picture: how each kind of panel is laid out, and the thread that does it.
//!
//! The unit of a layout is the height of a capital letter of the body, so that it does not depend on how finely it is drawn. A
//! sheet holds ink only: the ground, the ring and the arrow are drawn around it by the panel's shader, sharp at any distance.

use std::collections::HashSet;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::PathBuf;
use std::sync::Arc;

use glam::Vec2;

use crate::media::picture;
use crate::render::canvas::{Bitmap, Canvas};
use crate::render::palette::{OAK, PAPER};
use crate::render::style::Style;
use crate::render::typeset::{Block, Lines, Typesetter};
use crate::render::worker::Worker;
use crate::render::{code, icon};
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
    /// An address, to be shown as a code, and how wide that is, in capitals.
    code: Option<(Arc<str>, f32)>,
    /// They stand on a button.
    face: Option<Face>,
    /// Whether their language is read from right to left.
    right_to_left: bool,
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
    /// What is written on it.
    pub written: Vec<Written>,
}

/// A text on a sheet. Lengths in capitals of the sheet's body, from its upper left corner.
#[derive(Debug, Clone, PartialEq)]
pub struct Written {
    /// What it says.
    pub words: Arc<str>,
    /// Where its first line's capitals begin, on the side that is farther left.
    pub upper_left: Vec2,
    /// Where its last line stands, on the side that is farther right; some letters hang lower.
    pub lower_right: Vec2,
    /// How high its capitals are.
    pub cap: f32,
    /// Whether all of it is there, no word broken.
    pub whole: bool,
    /// How many letters no font has.
    pub missing: usize,
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
    /// What `panel` says, its capitals `cap` pixels high, in a language that is read from `right_to_left` or the other way.
    pub fn of(panel: &Panel, right_to_left: bool, cap: f32) -> Self {
        let capitals = |length: f32| length / panel.cap_height.max(1e-4);
        Self {
            kind: panel.kind,
            heading: Arc::clone(&panel.heading),
            body: Arc::clone(&panel.body),
            picture: panel.picture.clone(),
            code: panel.code.as_ref().map(|code| (Arc::clone(&code.address), capitals(code.width).clamp(4.0, 60.0))),
            face: None,
            right_to_left,
            width: capitals(panel.width).clamp(4.0, 60.0),
            cap,
        }
    }

    /// What is on `button`, as [`Words::of`].
    pub fn on(button: &Button, right_to_left: bool, cap: f32) -> Self {
        let size = (button.half * 2.0 / button.cap_height.max(1e-4)).clamp(Vec2::splat(2.0), Vec2::splat(60.0));
        Self {
            kind: PanelKind::Label,
            heading: Arc::clone(&button.words),
            body: Arc::clone(&button.words),
            picture: None,
            code: None,
            face: Some(Face { icon: button.icon, on: button.on, height: size.y }),
            right_to_left,
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
        (self.kind, &self.heading, &self.body, &self.picture, self.right_to_left).hash(&mut hasher);
        // To the tenth of a capital, so that rounding does not have the same words drawn again.
        let tenths = |length: f32| (length * 10.0) as u32;
        self.code.as_ref().map(|(address, width)| (address, tenths(*width))).hash(&mut hasher);
        (tenths(self.width), self.face.map(|face| (face.icon, face.on, tenths(face.height)))).hash(&mut hasher);
        hasher.finish()
    }
}

/// Between the picture, the heading and the body.
const GAP: f32 = 1.1;
/// Between the ring and the words.
const RING_GAP: f32 = 1.1;
/// How high a picture may be, in widths of its panel; over a marker, where it only says what there is to look at, it is a small one.
const PICTURE_HEIGHT: f32 = 0.5;
const LABEL_PICTURE_HEIGHT: f32 = 0.3;
/// On a button, in its heights: from its edge to its sign, the sign's radius, and from there to the words.
const FACE_PADDING: f32 = 0.18;
const FACE_ICON: f32 = 0.275;
const FACE_GAP: f32 = 0.16;
/// The capitals of its words, and how far they keep from its edge.
const FACE_CAP: f32 = 0.93;
const FACE_MARGIN: f32 = 0.5;

/// How round the corners of a picture are.
const PICTURE_CORNER: f32 = 0.5;

#[derive(Default)]
struct Setter {
    typesetter: Typesetter,
    /// Pictures that could not be read and have been complained about.
    broken: HashSet<PathBuf>,
}

/// Something on a sheet, from above to below.
enum Part<'w> {
    Picture(Canvas),
    Text { words: &'w Arc<str>, lines: Lines, cap: f32 },
}

impl Part<'_> {
    fn size(&self) -> Vec2 {
        match self {
            Self::Picture(picture) => Vec2::new(picture.width() as f32, picture.height() as f32),
            Self::Text { lines, .. } => Vec2::new(lines.width, lines.height),
        }
    }
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
        // Lines that follow each other quickly are found more easily where the reader begins.
        let centred = style.centred && !(words.right_to_left && words.kind == PanelKind::Caption);
        let plain = Block {
            words: &words.body,
            strong: style.strong,
            colour: style.body,
            cap,
            width: measure,
            lines: style.lines_within(style.lines, measure / cap),
            centred,
            right_to_left: words.right_to_left,
        };
        let few = Block { strong: true, lines: style.lines_within(2, measure / cap), ..plain };
        let address = words.code.as_ref().map(|(address, _)| Arc::<str>::from(code::in_letters(address)));

        let mut parts: Vec<Part<'_>> = Vec::new();
        parts.extend(self.picture(words, measure).map(Part::Picture));
        let mut text = |words, block: Block<'_>| {
            let lines = self.typesetter.lay(&block);
            (lines.height > 0.0).then_some(Part::Text { words, lines, cap: block.cap })
        };
        parts.extend(text(&words.heading, Block { words: &words.heading, colour: style.heading, cap: style.heading_cap * cap, ..few }));
        parts.extend(text(&words.body, plain));
        if let (Some((whole, width)), Some(address)) = (&words.code, &address) {
            parts.extend(code::draw(whole, width * cap).map(Part::Picture));
            parts.extend(text(address, Block { words: address, colour: OAK, ..few }));
        }
        let sizes = parts.iter().map(Part::size);
        let widest = sizes.clone().map(|size| size.x).fold(0.0, f32::max);
        let stacked = sizes.map(|size| size.y + GAP * cap).sum::<f32>() - GAP * cap;
        let content = Vec2::new(widest, stacked.max(if style.ring { 2.0 * RING_RADIUS * cap } else { cap }));
        let size = (content + 2.0 * padding + Vec2::new(ring, 0.0)).ceil();

        let mut canvas = Canvas::new(size.x as usize, size.y as usize);
        let mut written = Vec::new();
        // The ring stands where one begins to read.
        let left = if words.right_to_left { padding.x } else { padding.x + ring };
        let mut top = (size.y - stacked) / 2.0;
        for part in &parts {
            match part {
                Part::Picture(picture) => {
                    paste(&mut canvas, picture, left + (content.x - part.size().x) / 2.0, top, PICTURE_CORNER * cap);
                }
                Part::Text { words: said, lines, cap: own } => {
                    let from = Vec2::new(left + offset(lines, content.x, centred, words.right_to_left), top);
                    self.typesetter.draw(lines, &mut canvas, from.x, from.y);
                    written.push(note(said, lines, from, *own, cap));
                }
            }
            top += part.size().y + GAP * cap;
        }
        let aside = style.padding.x + RING_RADIUS;
        let across = if words.right_to_left { size.x / cap - aside } else { aside };
        let ring = style.ring.then(|| Vec2::new(across, size.y / cap / 2.0));
        Sheet { bitmap: canvas.into_bitmap(), size: size / cap, ring, cap, written }
    }

    /// What is on a button: its sign, and its words after it.
    fn face(&mut self, words: &Words, face: Face) -> Sheet {
        let cap = words.cap;
        let size = (Vec2::new(words.width, face.height) * cap).ceil();
        let icon = FACE_ICON * size.y;
        let taken = (FACE_PADDING + FACE_GAP) * size.y + 2.0 * icon;
        let width = (size.x - taken - FACE_MARGIN * cap).max(cap);
        let lines = self.typesetter.lay(&Block {
            words: &words.body,
            strong: true,
            colour: PAPER,
            cap: FACE_CAP * cap,
            width,
            lines: 2,
            centred: false,
            right_to_left: words.right_to_left,
        });
        let aside = FACE_PADDING * size.y + icon;
        let (sign, left) = if words.right_to_left { (size.x - aside, FACE_MARGIN * cap) } else { (aside, taken) };
        // By the sign, whichever way they are read: a language is named in its own letters.
        let aside = if words.right_to_left { width - lines.width } else { 0.0 };
        let from = Vec2::new(left + aside, (size.y - lines.height) / 2.0);
        let mut canvas = Canvas::new(size.x as usize, size.y as usize);
        icon::draw(&mut canvas, face.icon, face.on, words.right_to_left, Vec2::new(sign, size.y / 2.0), icon);
        self.typesetter.draw(&lines, &mut canvas, from.x, from.y);
        let written = vec![note(&words.body, &lines, from, FACE_CAP * cap, cap)];
        Sheet { bitmap: canvas.into_bitmap(), size: size / cap, ring: None, cap, written }
    }

    /// The panel's picture, as large as it will be shown.
    fn picture(&mut self, words: &Words, measure: f32) -> Option<Canvas> {
        let file = words.picture.as_deref()?;
        match picture::load(file) {
            Ok(image) => {
                let (width, height) = (image.width() as f32, image.height() as f32);
                let high = if words.kind == PanelKind::Label { LABEL_PICTURE_HEIGHT } else { PICTURE_HEIGHT };
                let scale = (measure / width).min(high * words.width * words.cap / height);
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

/// Takes down what was drawn `from` there; all lengths in pixels, a capital of the body being `cap` of them high.
fn note(words: &Arc<str>, lines: &Lines, from: Vec2, own_cap: f32, cap: f32) -> Written {
    let until = from + Vec2::new(lines.width, lines.height);
    let (whole, missing) = (lines.whole, lines.missing);
    Written { words: Arc::clone(words), upper_left: from / cap, lower_right: until / cap, cap: own_cap / cap, whole, missing }
}

/// How far from the content's left edge lines begin.
fn offset(lines: &Lines, width: f32, centred: bool, right_to_left: bool) -> f32 {
    // Right-to-left words end where the widest part of the panel ends.
    if centred {
        (width - lines.width) / 2.0
    } else if lines.right_to_left || right_to_left {
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
        Words { kind, heading, body, picture: None, code: None, face: None, right_to_left: false, width: WIDE, cap: 32.0 }
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
    fn larger_words_take_more_lines_and_none_is_lost() {
        let long = "Hver nøgle har sit nummer og sin krog, og mangler der én, når vagten skifter, går ingen hjem.".repeat(3);
        for width in [WIDE, 27.0, 18.0] {
            let sheet = Setter::default().sheet(&Words { width, ..words(PanelKind::Look, "Nøgleskabet", &long) });
            assert!(sheet.written.iter().all(|written| written.whole), "in {width}");
            for written in &sheet.written {
                let inside = written.upper_left.min_element() >= 0.0 && written.lower_right.cmple(sheet.size).all();
                assert!(inside && written.cap >= 1.0, "{written:?} on {}", sheet.size);
            }
        }
    }

    #[test]
    fn from_right_to_left_the_ring_and_the_first_letter_are_at_the_right() {
        let said = words(PanelKind::Proposal, "Mette، ضابطة سجن", "هل نتابع إلى «الكنيسة»؟");
        let left = Setter::default().sheet(&said);
        let right = Setter::default().sheet(&Words { right_to_left: true, ..said });
        let (from_left, from_right) = (left.ring.unwrap(), right.ring.unwrap());
        assert!((from_left.x - (right.size.x - from_right.x)).abs() < 0.1 && from_left.x < left.size.x / 2.0);
        for written in &right.written {
            assert!(written.lower_right.x < from_right.x && written.missing == 0, "{written:?}");
            assert!((written.lower_right.x - right.written[0].lower_right.x).abs() < 0.1, "both begin at the right: {written:?}");
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
