# Det som programmet själv säger till en besökare. Ingen med svenska som modersmål har läst det ännu.
# Not yet read by a native reader. Every sentence stands in each language's file, under the same name.

loading = Ett ögonblick …
missing-title = Platsen kan inte visas
missing = Bilden saknas eller är trasig. Du kan ändå lyssna här och gå vidare härifrån.
greeting = Hej, jag heter { $name }. Se dig omkring så mycket du vill. Jag följer med.
takes-over = Hej, jag heter { $name }. Härifrån är det jag som följer med.
byline = { $name }, { $role }
label = { $byline } · { $length }
arrived = Då är vi framme: { $place }.
propose-story = Vill du höra ”{ $title }”?
propose-rest = Vill du höra resten av ”{ $title }”?
propose-place = Ska vi gå vidare till ”{ $place }”?
propose-place-with = Ska vi gå vidare till ”{ $place }”? Där väntar { $name } på dig.
nudge = Det är ingen brådska. { $proposal }
farewell = Det var allt jag ville visa dig. Stanna så länge du vill, och tack för att du kom.
look = Titta närmare
minutes = { $minutes } min
under-a-minute = under 1 min

begin = Kom in
choose-language = Välj ditt språk
practice-title = Så väljer du
practice-gaze = Titta på cirkeln tills den är fylld.
practice-hand = Peka på cirkeln och tryck.
practice-mouse = Klicka eller tryck på cirkeln.
practice-switch = Tryck när cirkeln lyser.
practice-name = Här
comfort-title = Ställ in så att det passar dig
comfort = Du kan ändra det på vägen: titta ner, där finns en meny.
note-title = Innan du går in
go-on = Gå vidare
leave-out = Hoppa över det
ready = Jag är redo

menu = Meny
captions-follow = Texten följer med
captions-stay = Texten står still
captions-off = Texten är av
text-normal = Normal text
text-larger = Större text
text-largest = Största text
mono = Lika i båda öronen
still = Utan rörelse
pause = Paus
resume = Fortsätt
repeat = Säg det igen
recenter = Framåt är här
quieter = Lägre
louder = Högre
take-me-out = Ta mig ut
end-visit = Avsluta besöket
close = Stäng

calm-title = Nu är du ute
calm = Ta den tid du behöver.
go-back = Gå in igen
time-left = Vi har två minuter kvar.
time-up = Nu är tiden slut. Tack för att du följde med.
thanks-title = Tack för att du kom in
thanks = Besöket är slut. Ta hand om dig.
finish = Klar
