//! A tour that has words of its own in every language that the program speaks.

use std::path::Path;
use std::sync::Arc;

use glam::Vec3;
use indenfor::pose::Angles;
use indenfor::tour::languages::SPOKEN;
use indenfor::tour::{
    Action, Arrive, ContentNote, Cue, Farewell, Guide, Hotspot, Location, LocationIndex, Panorama, Person, PersonIndex, Space, Stand,
    Story, StoryIndex, Telling, Text, Tour,
};

/// In the order of [`SPOKEN`].
fn text(wordings: [&str; 7]) -> Text {
    Text::ByLanguage(SPOKEN.iter().zip(wordings).map(|(tag, words)| (Arc::from(*tag), Arc::from(words))).collect())
}

fn at(yaw: f32, pitch: f32, distance: f32) -> Vec3 {
    Angles { yaw, pitch }.direction() * distance
}

fn location(id: &str, title: Text, picture: &Path) -> Location {
    let picture = Arc::new(picture.to_owned());
    let panorama = Panorama::of(picture);
    Location {
        id: id.into(),
        title,
        space: Space::Panorama(panorama),
        stand: Stand { position: Vec3::ZERO, yaw: 0.0 },
        guide: None,
        ambience: Vec::new(),
        room: None,
        hotspots: Vec::new(),
    }
}

/// Two places and a story, with everything that a tour can say. `picture` is what is seen everywhere.
pub fn tour(picture: &Path) -> Tour {
    let role = text([
        "Fængselsbetjent",
        "Prison officer",
        "Kriminalvårdare",
        "Fengselsbetjent",
        "Justizvollzugsbeamtin",
        "Пенітенціарна працівниця",
        "ضابطة سجن",
    ]);
    let said = text([
        "Når døren går op klokken syv, ved du aldrig helt, hvem der står på den anden side.",
        "When the door opens at seven, you never quite know who stands on the other side.",
        "När dörren öppnas klockan sju vet man aldrig riktigt vem som står på andra sidan.",
        "Når døra åpnes klokka sju, vet du aldri helt hvem som står på den andre siden.",
        "Wenn um sieben die Tür aufgeht, weiß man nie genau, wer auf der anderen Seite steht.",
        "Коли о сьомій відчиняються двері, ніколи не знаєш, хто стоїть по той бік.",
        "عندما يُفتح الباب في السابعة، لا تعرف أبدًا من يقف على الجانب الآخر.",
    ]);
    let tellings = SPOKEN.iter().map(|tag| {
        let cue = Cue { from: 0.0, until: 30.0, words: Arc::clone(said.in_language(tag)) };
        (Arc::from(*tag), Telling { sound: None, duration: 30.0, captions: vec![cue] })
    });
    let morning = Story {
        id: "morning".into(),
        teller: PersonIndex(0),
        title: text(["Klokken syv", "At seven", "Klockan sju", "Klokka sju", "Um sieben Uhr", "О сьомій", "في السابعة"]),
        tellings: tellings.collect(),
    };
    let hall_title = text([
        "Modtagelsen",
        "The reception",
        "Mottagningen",
        "Mottakelsen",
        "Die Aufnahmeabteilung",
        "Приймальне відділення",
        "قسم الاستقبال",
    ]);
    let yard_title = text(["Gårdhaven", "The yard", "Gården", "Luftegården", "Der Gefängnishof", "Двір", "الفناء"]);
    let look = text([
        "Hver nøgle har sit nummer og sin krog. Mangler der én, når vagten skifter, går ingen hjem.",
        "Every key has its number and its hook. If one is missing when the shift ends, nobody goes home.",
        "Varje nyckel har sitt nummer och sin krok. Saknas en när skiftet slutar går ingen hem.",
        "Hver nøkkel har sitt nummer og sin krok. Mangler det én ved vaktskiftet, går ingen hjem.",
        "Jeder Schlüssel hat seine Nummer und seinen Haken. Fehlt einer beim Schichtwechsel, geht niemand nach Hause.",
        "Кожен ключ має свій номер і свій гачок. Якщо наприкінці зміни якогось бракує, ніхто не йде додому.",
        "لكل مفتاح رقمه وخطّافه. إذا فُقد واحد عند تبديل المناوبة، لا يعود أحد إلى بيته.",
    ]);
    let note = text([
        "Et sted fortæller nogen om en nat i isolation.",
        "In one place somebody tells of a night in isolation.",
        "På en plats berättar någon om en natt i isolering.",
        "Ett sted forteller noen om en natt på isolat.",
        "An einem Ort erzählt jemand von einer Nacht in Einzelhaft.",
        "В одному місці розповідають про ніч в ізоляції.",
        "في أحد الأماكن يُروى عن ليلة في العزل.",
    ]);
    let invitation = text([
        "Kunne du tænke dig at arbejde her? Tag en snak med en, der gør.",
        "Could you see yourself working here? Talk to somebody who does.",
        "Kan du tänka dig att arbeta här? Prata med någon som gör det.",
        "Kunne du tenke deg å jobbe her? Ta en prat med noen som gjør det.",
        "Könnten Sie sich vorstellen, hier zu arbeiten? Sprechen Sie mit jemandem, der es tut.",
        "Чи могли б ви тут працювати? Поговоріть із тими, хто тут працює.",
        "هل تتخيل نفسك تعمل هنا؟ تحدث إلى من يعمل هنا.",
    ]);
    let go = |to, position| Hotspot { position, action: Action::Go { to: LocationIndex(to), arrive: Arrive::Stand, says: None } };
    let mut hall = location("hall", hall_title, picture);
    hall.guide = Some(Guide { who: PersonIndex(0), position: at(18.0, 0.0, 2.0), greets: None });
    hall.hotspots = vec![
        go(1, at(48.0, -3.0, 4.0)),
        Hotspot { position: at(-22.0, -2.0, 2.5), action: Action::Story(StoryIndex(0)) },
        Hotspot {
            position: at(-55.0, 0.0, 2.5),
            action: Action::Look { words: look, picture: Some(Arc::new(Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/window.png"))) },
        },
    ];
    let mut yard = location("yard", yard_title, picture);
    yard.guide = Some(Guide { who: PersonIndex(0), position: at(-15.0, 0.0, 2.0), greets: None });
    yard.hotspots = vec![go(0, at(30.0, 0.0, 4.0))];
    Tour {
        lines: Vec::new(),
        folder: picture.parent().unwrap_or(Path::new("")).to_owned(),
        id: "languages".into(),
        title: text([
            "En verden indenfor",
            "A world inside",
            "En värld innanför",
            "En verden innenfor",
            "Eine Welt dahinter",
            "Світ усередині",
            "عالم في الداخل",
        ]),
        languages: SPOKEN.iter().map(|tag| Arc::from(*tag)).collect(),
        start: LocationIndex(0),
        people: vec![Person { id: "mette".into(), name: "Mette".into(), role, portrait: None, avatar: None, says: Vec::new() }],
        stories: vec![morning],
        locations: vec![hall, yard],
        calm: None,
        content_note: Some(ContentNote { words: note, says: None, locations: Vec::new(), stories: vec![StoryIndex(0)] }),
        farewell: Some(Farewell { words: invitation, address: "https://example.org/job".into() }),
    }
}
