//! What can be chosen besides what the tour has: the welcome, the menu and the farewell are made of it.

use std::sync::Arc;

use glam::{Quat, Vec2, Vec3};

use crate::pose::span;
use crate::tour::languages::{self, Flag};
use crate::walk::TextSize;
use crate::walk::aim::{Spot, Target};
use crate::walk::anchor::Facing;
use crate::walk::comfort::{BUTTON_GAP_DEGREES, CAP_DEGREES};

/// Something to press, as it looks now. Location space, metres.
#[derive(Debug, Clone, PartialEq)]
pub struct Button {
    /// What choosing it does.
    pub choice: Choice,
    /// The sign on it.
    pub icon: Icon,
    /// The words on it, a line or two.
    pub words: Arc<str>,
    /// Its middle.
    pub position: Vec3,
    /// Whom it faces, as [`Panel::facing`](crate::walk::Panel::facing).
    pub facing: Quat,
    /// Half its width and height, metres.
    pub half: Vec2,
    /// How high a capital letter on it is, metres.
    pub cap_height: f32,
    /// How much it is attended to, from 0 to 1, eased.
    pub focus: f32,
    /// How far the dwell has come, from 0 to 1.
    pub dwell: f32,
    /// From 0 to 1.
    pub opacity: f32,
    /// Whether it can be chosen.
    pub enabled: bool,
    /// For what can be switched, whether it is on.
    pub on: Option<bool>,
}

/// What choosing a [`Button`] does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Choice {
    /// Begins a visit.
    Begin,
    /// Chooses the tour's n-th language.
    Language(usize),
    /// Shows that one knows how to choose.
    Practice,
    /// Captions on or off.
    Captions,
    /// The next size of words.
    TextSize,
    /// The same sound in both ears, or not.
    Mono,
    /// Nothing moves by itself, or it does.
    Still,
    /// Everything is as it should be.
    Ready,
    /// With what the tour warns of.
    GoOn,
    /// Without what the tour warns of.
    LeaveOut,
    /// Opens the menu.
    Menu,
    /// Holds everything, or goes on.
    Pause,
    /// Says the last sentence again; with nothing being told, the last story.
    Repeat,
    /// Makes the way the head points straight ahead.
    Recenter,
    /// Makes everything quieter.
    Quieter,
    /// Makes everything louder.
    Louder,
    /// Changes to the next language.
    NextLanguage,
    /// Leads to the calm place.
    TakeMeOut,
    /// Ends the visit.
    End,
    /// Closes the menu.
    Close,
    /// Leads back to where one was.
    GoBack,
    /// Ends the farewell.
    Finish,
}

impl Choice {
    /// What events call it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Begin => "button/begin",
            Self::Language(_) => "button/language",
            Self::Practice => "button/practice",
            Self::Captions => "button/captions",
            Self::TextSize => "button/text-size",
            Self::Mono => "button/mono",
            Self::Still => "button/still",
            Self::Ready => "button/ready",
            Self::GoOn => "button/go-on",
            Self::LeaveOut => "button/leave-out",
            Self::Menu => "button/menu",
            Self::Pause => "button/pause",
            Self::Repeat => "button/repeat",
            Self::Recenter => "button/recenter",
            Self::Quieter => "button/quieter",
            Self::Louder => "button/louder",
            Self::NextLanguage => "button/next-language",
            Self::TakeMeOut => "button/take-me-out",
            Self::End => "button/end",
            Self::Close => "button/close",
            Self::GoBack => "button/go-back",
            Self::Finish => "button/finish",
        }
    }
}

/// The sign on a button. People see what it does before they have read it, and in any language.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Icon {
    /// A circle to be filled.
    Circle,
    /// An open door.
    Door,
    /// A speech bubble: a language without a flag.
    Speech,
    /// A language's flag.
    Flag(Flag),
    /// Lines of words in a frame.
    Captions,
    /// A large and a small letter.
    Letters,
    /// Two ears' sound made one.
    Ears,
    /// Something that stands still.
    Still,
    /// A tick.
    Tick,
    /// An arrow that goes on.
    Onward,
    /// An arrow round something.
    Around,
    /// Three lines.
    Lines,
    /// Two bars.
    Bars,
    /// An arrow back to the beginning.
    Again,
    /// A ring with a dot: straight ahead.
    Ahead,
    /// Less.
    Minus,
    /// More.
    Plus,
    /// A leaf: somewhere calm.
    Leaf,
    /// An end.
    Stop,
    /// A cross.
    Cross,
    /// An arrow back.
    Back,
}

impl Icon {
    /// What a language is found by.
    pub(super) fn of_language(language: &str) -> Self {
        languages::flag(language).map_or(Self::Speech, Self::Flag)
    }
}

/// A button's place before somebody: degrees aside of straight ahead, to where one reads on, and up from the horizon, and its width and
/// height.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Tile {
    pub aside: f32,
    pub pitch: f32,
    pub size: (f32, f32),
}

impl TextSize {
    /// A tile for words of this size. The sign on it need not grow with them, so it grows less than they do.
    pub fn tile(self, (width, height): (f32, f32)) -> (f32, f32) {
        let larger = self.in_view() - 1.0;
        (width * (1.0 + larger * 0.55), height * (1.0 + larger * 0.6))
    }
}

/// The tiles of a grid, row by row, the upper edge of its first row at `top`.
pub fn grid(columns: usize, rows: usize, top: f32, size: (f32, f32)) -> impl Iterator<Item = Tile> {
    let across = size.0 + BUTTON_GAP_DEGREES;
    let outermost = (columns as f32 - 1.0) / 2.0 * across;
    // Rows come nearer to each other towards the sides.
    let down = (size.1 + BUTTON_GAP_DEGREES) / outermost.to_radians().cos();
    let first = top - size.1 / 2.0;
    (0..rows).flat_map(move |row| {
        (0..columns).map(move |column| Tile { aside: column as f32 * across - outermost, pitch: first - row as f32 * down, size })
    })
}

/// A button on a tile, plain and to be chosen.
pub fn button(choice: Choice, icon: Icon, words: &Arc<str>, facing: Facing, tile: Tile) -> Button {
    let (position, turned) = facing.place(tile.aside, tile.pitch);
    let distance = position.distance(facing.eye);
    Button {
        choice,
        icon,
        words: Arc::clone(words),
        position,
        facing: turned,
        half: Vec2::new(span(tile.size.0, distance), span(tile.size.1, distance)) / 2.0,
        cap_height: span(CAP_DEGREES, distance),
        focus: 0.0,
        dwell: 0.0,
        opacity: 1.0,
        enabled: true,
        on: None,
    }
}

impl Button {
    /// Where it can be hit.
    pub(super) fn spot(&self) -> Spot {
        Spot { target: Target::Button(self.choice), middle: self.position, facing: self.facing, half: self.half }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pose::turn;
    use crate::walk::comfort::BUTTON_DEGREES;

    #[test]
    fn tiles_neither_touch_nor_reach_out_of_the_middle_of_the_view() {
        let facing = Facing { eye: Vec3::new(0.0, 1.6, 0.0), yaw: 30.0, right_to_left: false };
        let words: Arc<str> = "Ord".into();
        let buttons: Vec<_> =
            grid(3, 4, -10.0, BUTTON_DEGREES).map(|tile| button(Choice::Pause, Icon::Bars, &words, facing, tile)).collect();
        assert_eq!(buttons.len(), 12);
        for (index, one) in buttons.iter().enumerate() {
            let aside = (one.position - facing.eye).normalize().dot(turn(30.0) * Vec3::X).abs().asin().to_degrees();
            assert!(aside + BUTTON_DEGREES.0 / 2.0 <= 25.0, "{aside}");
            for other in &buttons[..index] {
                let apart = one.position - other.position;
                let (right, up) = (apart.dot(one.facing * Vec3::X).abs(), apart.dot(one.facing * Vec3::Y).abs());
                assert!(right > one.half.x * 2.0 || up > one.half.y * 2.0, "{right} {up} {:?}", one.half);
            }
        }
    }
}
