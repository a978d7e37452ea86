# Det, som programmet selv siger til en besøgende. Hver sætning står i hvert sprogs fil under samme navn.

loading = Et øjeblik …
missing-title = Stedet kan ikke vises
missing = Billedet mangler eller er i stykker. Du kan stadig lytte her og gå videre herfra.
greeting = Hej, jeg hedder { $name }. Se dig bare omkring. Jeg følger med.
arrived = Så er vi her: { $place }.
propose-story = Vil du høre »{ $title }«?
propose-place = Skal vi gå videre til »{ $place }«?
farewell = Det var alt, hvad jeg ville vise dig. Bliv, så længe du vil, og tak, fordi du kom.
look = Se nærmere
