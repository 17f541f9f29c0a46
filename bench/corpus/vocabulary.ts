const words = (text: string): readonly string[] => text.trim().split(/\s+/)

/** Words that generated texts are made of, by language. The order of words in a text means nothing. */
export const vocabulary: Readonly<Record<string, readonly string[]>> = {
  en: words(`
    the a wind slope ridge valley creek track sign scrape rub trail stand blind season morning evening
    dusk dawn frost thaw leaf branch oak acorn hedge field crop edge shadow light sound grunt bleat call
    decoy turkey deer elk moose bear fox hare goose duck quail arrow broadhead bow string sight rest quiver
    rifle scope barrel bolt bullet grain distance range angle shot lung heart shoulder rib recovery blood
    drop spoor marker tape compass map contour pack boot layer wool glove knife rope harness ladder climb
    tether knot rule licence tag report landowner fence gate road water spring marsh reed snow mud sand
    rock scent cone thermal gust calm storm pressure front moon tide rut fawn doe buck herd bed feed move
    wait watch listen breathe draw aim hold release follow mark look back again slowly before after under
    over between against without with from into near far early late first last small large dry wet cold
    warm quiet loud careful patient legal safe clear open steep soft hard fresh old never always often`),
  es: words(`
    el la viento ladera cresta valle arroyo huella rastro marca sendero puesto temporada mañana tarde ocaso
    alba escarcha hoja rama roble bellota seto campo borde sombra luz sonido gruñido llamada señuelo pavo
    ciervo alce oso zorro liebre ganso pato flecha arco cuerda mira apoyo aljaba rifle cañón cerrojo bala
    distancia ángulo disparo pulmón corazón hombro costilla cobro sangre gota cinta brújula mapa mochila
    bota capa lana guante cuchillo soga arnés escalera nudo regla licencia informe dueño valla puerta camino
    agua fuente junco nieve barro arena roca olor calma tormenta luna celo cervato manada cama esperar mirar
    escuchar respirar apuntar soltar seguir marcar despacio antes después bajo sobre entre sin con desde`),
  fr: words(`
    le la vent pente crête vallée ruisseau trace piste signe sentier poste saison matin soir aube gel feuille
    branche chêne gland haie champ lisière ombre lumière son appel leurre dindon cerf élan ours renard lièvre
    oie canard flèche arc corde viseur carquois carabine lunette canon culasse balle distance angle tir poumon
    cœur épaule côte recherche sang goutte ruban boussole carte sac botte couche laine gant couteau harnais
    échelle nœud règle permis rapport clôture barrière route eau source roseau neige boue sable roche odeur
    calme orage lune rut faon biche harde couche attendre regarder écouter respirer viser lâcher suivre
    marquer lentement avant après sous sur entre sans avec depuis`),
  de: words(`
    der die das Wind Hang Grat Tal Bach Fährte Spur Zeichen Pfad Ansitz Schirm Saison Morgen Abend Frost Blatt
    Ast Eiche Eichel Hecke Feld Rand Schatten Licht Laut Ruf Lockbild Truthahn Hirsch Elch Bär Fuchs Hase Gans
    Ente Pfeil Bogen Sehne Visier Köcher Büchse Glas Lauf Kammer Geschoss Entfernung Winkel Schuss Lunge Herz
    Schulter Rippe Nachsuche Schweiß Tropfen Band Kompass Karte Rucksack Stiefel Schicht Wolle Handschuh
    Messer Seil Gurt Leiter Knoten Regel Schein Meldung Zaun Tor Weg Wasser Quelle Schilf Schnee Schlamm Sand
    Fels Geruch Ruhe Sturm Mond Brunft Kitz Rudel Lager warten schauen hören atmen zielen lösen folgen langsam
    vorher nachher unter über zwischen ohne mit von`),
}

/** Languages that lessons are translated into. */
export const translationLanguages = ['es', 'fr', 'de'] as const
