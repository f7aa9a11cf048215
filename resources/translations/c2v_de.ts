<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="de_DE" sourcelanguage="en_US">
<context>
    <name></name>
    <message numerus="yes">
        <source>{count} clips</source>
        <comment>{count} clip</comment>
        <translation>
            <numerusform>{count} Clip</numerusform>
            <numerusform>{count} Clips</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>{count} hours</source>
        <comment>{count} hour</comment>
        <translation>
            <numerusform>{count} Stunde</numerusform>
            <numerusform>{count} Stunden</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>{count} liked</source>
        <comment>{count} liked</comment>
        <translation>
            <numerusform>{count} gefällt</numerusform>
            <numerusform>{count} gefallen</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>{count} disliked</source>
        <comment>{count} disliked</comment>
        <translation>
            <numerusform>{count} gefällt nicht</numerusform>
            <numerusform>{count} gefallen nicht</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>{count} new clips</source>
        <comment>{count} new clip</comment>
        <translation>
            <numerusform>{count} neuer Clip</numerusform>
            <numerusform>{count} neue Clips</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>{count} fast clips</source>
        <comment>{count} fast clip</comment>
        <translation>
            <numerusform>{count} schnell indizierter Clip</numerusform>
            <numerusform>{count} schnell indizierte Clips</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>{count} missing clips</source>
        <comment>{count} missing clip</comment>
        <translation>
            <numerusform>{count} fehlender Clip</numerusform>
            <numerusform>{count} fehlende Clips</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>{count} single clips</source>
        <comment>{count} single clip</comment>
        <translation>
            <numerusform>{count} einzelner Clip</numerusform>
            <numerusform>{count} einzelne Clips</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>{count} phrases</source>
        <comment>{count} phrase</comment>
        <translation>
            <numerusform>{count} Phrase</numerusform>
            <numerusform>{count} Phrasen</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>{count} searches</source>
        <comment>{count} search</comment>
        <translation>
            <numerusform>{count} Suche</numerusform>
            <numerusform>{count} Suchen</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>{count} moments</source>
        <comment>{count} moment</comment>
        <translation>
            <numerusform>{count} Moment</numerusform>
            <numerusform>{count} Momente</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>{count} subclips</source>
        <comment>{count} subclip</comment>
        <translation>
            <numerusform>{count} Subclip</numerusform>
            <numerusform>{count} Subclips</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>{count} frames</source>
        <comment>{count} frame</comment>
        <translation>
            <numerusform>{count} Bild</numerusform>
            <numerusform>{count} Bilder</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>{count} indexed moments</source>
        <comment>{count} indexed moment</comment>
        <translation>
            <numerusform>{count} indizierter Moment</numerusform>
            <numerusform>{count} indizierte Momente</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>{count} close matches</source>
        <comment>{count} close match</comment>
        <translation>
            <numerusform>{count} guter Treffer</numerusform>
            <numerusform>{count} gute Treffer</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>{count} takes</source>
        <comment>{count} take</comment>
        <translation>
            <numerusform>{count} Take</numerusform>
            <numerusform>{count} Takes</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>{count} similar takes</source>
        <comment>{count} similar take</comment>
        <translation>
            <numerusform>{count} ähnlicher Take</numerusform>
            <numerusform>{count} ähnliche Takes</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>{count} proxies</source>
        <comment>{count} proxy</comment>
        <translation>
            <numerusform>{count} Proxy</numerusform>
            <numerusform>{count} Proxys</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>{count} items</source>
        <comment>{count} item</comment>
        <translation>
            <numerusform>{count} Objekt</numerusform>
            <numerusform>{count} Objekte</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>{count} skipped items</source>
        <comment>{count} skipped item</comment>
        <translation>
            <numerusform>{count} übersprungenes Objekt</numerusform>
            <numerusform>{count} übersprungene Objekte</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>{count} files</source>
        <comment>{count} file</comment>
        <translation>
            <numerusform>{count} Datei</numerusform>
            <numerusform>{count} Dateien</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>{count} files and folders</source>
        <comment>{count} file or folder</comment>
        <translation>
            <numerusform>{count} Datei oder Ordner</numerusform>
            <numerusform>{count} Dateien und Ordner</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>{count} more folders</source>
        <comment>{count} more folder</comment>
        <translation>
            <numerusform>{count} weiterer Ordner</numerusform>
            <numerusform>{count} weitere Ordner</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>{count} days</source>
        <comment>{count} day</comment>
        <translation>
            <numerusform>{count} Tag</numerusform>
            <numerusform>{count} Tage</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>{count} stars</source>
        <comment>{count} star</comment>
        <translation>
            <numerusform>{count} Stern</numerusform>
            <numerusform>{count} Sterne</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>{count} pairs</source>
        <comment>{count} pair</comment>
        <translation>
            <numerusform>{count} Paar</numerusform>
            <numerusform>{count} Paare</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>{count} examples</source>
        <comment>{count} example</comment>
        <translation>
            <numerusform>{count} Beispiel</numerusform>
            <numerusform>{count} Beispiele</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>{count} captions</source>
        <comment>{count} caption</comment>
        <translation>
            <numerusform>{count} Beschreibung</numerusform>
            <numerusform>{count} Beschreibungen</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>{count} judgements</source>
        <comment>{count} judgement</comment>
        <translation>
            <numerusform>{count} Urteil</numerusform>
            <numerusform>{count} Urteile</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>{count} words</source>
        <comment>{count} word</comment>
        <translation>
            <numerusform>{count} Wort</numerusform>
            <numerusform>{count} Wörter</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>{count} names and words</source>
        <comment>{count} name or word</comment>
        <translation>
            <numerusform>{count} Name oder Wort</numerusform>
            <numerusform>{count} Namen und Wörter</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Browse</name>
    <message>
        <source>Moment {number} of {count}</source>
        <translation>Moment {number} von {count}</translation>
    </message>
    <message>
        <source>Take {number} of {count}</source>
        <translation>Take {number} von {count}</translation>
    </message>
    <message>
        <source>Open stack of {takes}</source>
        <translation>Offener Stapel mit {takes}</translation>
    </message>
    <message>
        <source>Stack of {takes}</source>
        <translation>Stapel mit {takes}</translation>
    </message>
    <message>
        <source>then at {times}</source>
        <translation>dann bei {times}</translation>
    </message>
    <message>
        <source>Still</source>
        <translation>Standbild</translation>
    </message>
    <message>
        <source>{stack}. E opens and closes it.</source>
        <translation>{stack}. E öffnet und schließt ihn.</translation>
    </message>
    <message>
        <source>{strength} match, {score} above chance{seen_by}</source>
        <translation>Treffer: {strength}, {score} über dem Zufall{seen_by}</translation>
    </message>
    <message>
        <source>{strength} match, score {score}{seen_by}</source>
        <translation>Treffer: {strength}, Wert {score}{seen_by}</translation>
    </message>
    <message>
        <source>Same content: {path}</source>
        <translation>Gleicher Inhalt: {path}</translation>
    </message>
    <message>
        <source>Likes and dislikes: {figure}</source>
        <translation>Bewertungen von Treffern: {figure}</translation>
    </message>
    <message>
        <source> with {seen_by}</source>
        <translation> mit {seen_by}</translation>
    </message>
    <message>
        <source> at {timecode}</source>
        <translation> bei {timecode}</translation>
    </message>
    <message>
        <source>{strength} match{seen_by}{where}</source>
        <translation>Treffer: {strength}{seen_by}{where}</translation>
    </message>
    <message>
        <source>No clips are indexed yet.</source>
        <translation>Es sind noch keine Clips indiziert.</translation>
    </message>
    <message>
        <source>No clips here are indexed yet.</source>
        <translation>Hier sind noch keine Clips indiziert.</translation>
    </message>
    <message>
        <source>No matching moments.</source>
        <translation>Keine passenden Momente.</translation>
    </message>
    <message>
        <source>Combined ranking</source>
        <translation>Gemeinsame Rangliste</translation>
    </message>
    <message>
        <source>The {moments} that match best. How well they match is not known yet.</source>
        <translation>Die besten {moments}. Wie gut sie passen, ist noch nicht bekannt.</translation>
    </message>
    <message>
        <source>No close matches. The nearest is below.</source>
        <translation>Keine guten Treffer. Der ähnlichste steht unten.</translation>
    </message>
    <message>
        <source>No close matches. The {number} nearest are below.</source>
        <translation>Keine guten Treffer. Die {number} ähnlichsten stehen unten.</translation>
    </message>
    <message>
        <source>{close}, ordered by likes</source>
        <translation>{close}, nach Bewertung sortiert</translation>
    </message>
    <message>
        <source>{close}, then {number} of the weaker ones</source>
        <translation>{close}, danach {number} schwächere</translation>
    </message>
    <message>
        <source>First {close}</source>
        <translation>Die ersten: {close}</translation>
    </message>
    <message>
        <source>, then {number} weaker</source>
        <translation>, danach {number} schwächere</translation>
    </message>
    <message>
        <source>it looks like the example.</source>
        <translation>sieht dem Beispiel ähnlich.</translation>
    </message>
    <message>
        <source>it looks like the example, most at {at}.</source>
        <translation>sieht dem Beispiel ähnlich, am meisten bei {at}.</translation>
    </message>
    <message>
        <source>the frame at {at} adds most.</source>
        <translation>das Bild bei {at} trägt am meisten bei.</translation>
    </message>
    <message>
        <source>, at {at}</source>
        <translation>, bei {at}</translation>
    </message>
    <message>
        <source>“{label}” fits best ({figure} on its own){where}.</source>
        <translation>„{label}“ passt am besten (einzeln {figure}){where}.</translation>
    </message>
    <message>
        <source>of {score}</source>
        <translation>von {score}</translation>
    </message>
    <message>
        <source>“{label}” adds most ({figure} {of}){where}.</source>
        <translation>„{label}“ trägt am meisten bei ({figure} {of}){where}.</translation>
    </message>
    <message>
        <source>the {label} adds most ({share} {of})</source>
        <translation>{label}: größter Beitrag ({share} {of})</translation>
    </message>
    <message>
        <source>{most}; no phrase adds to the score.</source>
        <translation>{most}; keine Phrase trägt zum Wert bei.</translation>
    </message>
    <message>
        <source>{most}; of the phrases, “{label}” ({figure}){where}.</source>
        <translation>{most}; von den Phrasen „{label}“ ({figure}){where}.</translation>
    </message>
    <message>
        <source>, rotated {rotation_deg}°</source>
        <translation>, um {rotation_deg}° gedreht</translation>
    </message>
    <message>
        <source>still picture</source>
        <translation>Standbild</translation>
    </message>
    <message>
        <source>Clips</source>
        <translation>Clips</translation>
    </message>
    <message>
        <source>Comparing two models</source>
        <translation>Zwei Modelle im Vergleich</translation>
    </message>
    <message>
        <source>Combine</source>
        <translation>Zusammenführen</translation>
    </message>
    <message>
        <source>Single model</source>
        <translation>Ein Modell</translation>
    </message>
    <message>
        <source>Merge both rankings into one list</source>
        <translation>Beide Ranglisten zu einer zusammenführen</translation>
    </message>
    <message>
        <source>Search with the current model only</source>
        <translation>Nur mit dem aktuellen Modell suchen</translation>
    </message>
    <message>
        <source>Details</source>
        <translation>Details</translation>
    </message>
    <message>
        <source>Show in file manager</source>
        <translation>Im Dateimanager zeigen</translation>
    </message>
    <message>
        <source>Retry</source>
        <translation>Erneut versuchen</translation>
    </message>
    <message>
        <source>Re-index in full</source>
        <translation>Vollständig neu indizieren</translation>
    </message>
    <message>
        <source>Re-index this clip, sampling between keyframes too</source>
        <translation>Diesen Clip neu indizieren, auch zwischen den Keyframes</translation>
    </message>
    <message>
        <source>Queued for indexing. You can play it already.</source>
        <translation>Wartet auf die Indizierung. Abspielen geht schon.</translation>
    </message>
    <message>
        <source>an image without a file</source>
        <translation>ein Bild ohne Datei</translation>
    </message>
    <message>
        <source>text without a file</source>
        <translation>Text ohne Datei</translation>
    </message>
    <message>
        <source>Drop to add to the library</source>
        <translation>Ablegen, um zur Bibliothek hinzuzufügen</translation>
    </message>
    <message>
        <source>Your files stay where they are. Nothing is copied or changed.</source>
        <translation>Die Dateien bleiben, wo sie sind. Nichts wird kopiert oder verändert.</translation>
    </message>
    <message>
        <source>Only files and folders can be added</source>
        <translation>Nur Dateien und Ordner können hinzugefügt werden</translation>
    </message>
    <message>
        <source>This is not a file on this computer.</source>
        <translation>Das ist keine Datei auf diesem Computer.</translation>
    </message>
    <message>
        <source>Choose a folder…</source>
        <translation>Ordner wählen…</translation>
    </message>
    <message>
        <source>Choose files…</source>
        <translation>Dateien wählen…</translation>
    </message>
    <message>
        <source>Try sample clips</source>
        <translation>Beispielclips ausprobieren</translation>
    </message>
    <message>
        <source>Nothing here can be indexed.</source>
        <translation>Hier lässt sich nichts indizieren.</translation>
    </message>
    <message>
        <source>The folder was not found. Connect its drive, or choose another folder.</source>
        <translation>Der Ordner wurde nicht gefunden. Schließen Sie sein Laufwerk an, oder wählen Sie einen anderen Ordner.</translation>
    </message>
    <message>
        <source>Not measured, so the time is not known. You can start anyway.</source>
        <translation>Nicht gemessen, daher ist die Dauer unbekannt. Starten können Sie trotzdem.</translation>
    </message>
    <message>
        <source>Nothing could be indexed during the test, so the time is not known.</source>
        <translation>In der Zeit des Tests wurde nichts fertig, daher ist die Dauer unbekannt.</translation>
    </message>
    <message>
        <source>The model could not be loaded, so the time is not known.</source>
        <translation>Das Modell konnte nicht geladen werden, daher ist die Dauer unbekannt.</translation>
    </message>
    <message>
        <source>Describe a shot, see the moments that match</source>
        <translation>Aufnahme beschreiben, passende Momente sehen</translation>
    </message>
    <message>
        <source>Everything runs on this computer. Your files are not copied, changed or uploaded.</source>
        <translation>Alles läuft auf diesem Computer. Ihre Dateien werden nicht kopiert, verändert oder hochgeladen.</translation>
    </message>
    <message>
        <source>1  Model</source>
        <translation>1  Modell</translation>
    </message>
    <message>
        <source>Loading models…</source>
        <translation>Modelle werden geladen…</translation>
    </message>
    <message>
        <source>All models…</source>
        <translation>Alle Modelle…</translation>
    </message>
    <message>
        <source>2  Footage</source>
        <translation>2  Material</translation>
    </message>
    <message>
        <source>A few generated clips to try the program without footage of your own</source>
        <translation>Einige erzeugte Clips, um das Programm ohne eigenes Material zu testen</translation>
    </message>
    <message>
        <source>Not now</source>
        <translation>Nicht jetzt</translation>
    </message>
    <message>
        <source>This page is in the Help menu: First steps</source>
        <translation>Diese Seite steht im Menü Hilfe: Erste Schritte</translation>
    </message>
    <message>
        <source>Drop a folder here to index it at once, or choose one to see first how long that takes.</source>
        <translation>Ziehen Sie einen Ordner hierher, um ihn sofort zu indizieren, oder wählen Sie einen, um zuerst zu sehen, wie lange das dauert.</translation>
    </message>
    <message>
        <source>Stop measuring</source>
        <translation>Messung beenden</translation>
    </message>
    <message>
        <source>Watch for new files</source>
        <translation>Auf neue Dateien achten</translation>
    </message>
    <message>
        <source>New, changed and deleted files appear by themselves</source>
        <translation>Neue, geänderte und gelöschte Dateien erscheinen von selbst</translation>
    </message>
    <message>
        <source>Start indexing</source>
        <translation>Indizierung starten</translation>
    </message>
    <message>
        <source>Choose another folder…</source>
        <translation>Anderen Ordner wählen…</translation>
    </message>
    <message>
        <source>Counting: {clips}</source>
        <translation>Zählen: {clips}</translation>
    </message>
    <message>
        <source> ({known} more are in the library already)</source>
        <translation> ({known} weitere sind schon in der Bibliothek)</translation>
    </message>
    <message>
        <source>{clips}, {length} of footage</source>
        <translation>{clips}, {length} Material</translation>
    </message>
    <message>
        <source>{clips}, about {length} of footage</source>
        <translation>{clips}, etwa {length} Material</translation>
    </message>
    <message>
        <source>{hours} h</source>
        <translation>{hours} h</translation>
    </message>
    <message>
        <source>{minutes} min</source>
        <translation>{minutes} min</translation>
    </message>
    <message>
        <source>{seconds} s</source>
        <translation>{seconds} s</translation>
    </message>
    <message>
        <source>Less than a minute on this computer, measured with {model}.</source>
        <translation>Weniger als eine Minute auf diesem Computer, gemessen mit {model}.</translation>
    </message>
    <message>
        <source>About {time} on this computer, measured with {model}.</source>
        <translation>Etwa {time} auf diesem Computer, gemessen mit {model}.</translation>
    </message>
    <message>
        <source>Indexing for ten seconds to see how fast this computer is…</source>
        <translation>Zehn Sekunden Indizierung auf Probe, um das Tempo dieses Computers zu messen…</translation>
    </message>
    <message>
        <source>Reading lengths…</source>
        <translation>Längen werden gelesen…</translation>
    </message>
    <message>
        <source>See which model searches your clips, and which others you can install</source>
        <translation>Zeigt, welches Modell die Clips durchsucht und welche sich noch installieren lassen</translation>
    </message>
    <message>
        <source>You can search once the first clip is indexed. This search then runs automatically.</source>
        <translation>Suchen geht, sobald der erste Clip indiziert ist. Diese Suche startet dann von selbst.</translation>
    </message>
    <message>
        <source>Clear filters</source>
        <translation>Filter löschen</translation>
    </message>
    <message>
        <source>Show all clips</source>
        <translation>Alle Clips zeigen</translation>
    </message>
    <message>
        <source>Retry all</source>
        <translation>Alle erneut versuchen</translation>
    </message>
    <message>
        <source>Forget all…</source>
        <translation>Alle vergessen…</translation>
    </message>
    <message>
        <source>Side by side</source>
        <translation>Nebeneinander</translation>
    </message>
    <message>
        <source>Sort: {by}</source>
        <translation>Sortierung: {by}</translation>
    </message>
    <message>
        <source>Sort clips or moments, as cards and in the list</source>
        <translation>Clips oder Momente sortieren, als Karten und in der Liste</translation>
    </message>
    <message>
        <source>No clips yet</source>
        <translation>Noch keine Clips</translation>
    </message>
    <message>
        <source>Drop a folder here, or choose File &gt; Add folder.</source>
        <translation>Ziehen Sie einen Ordner hierher, oder wählen Sie Datei &gt; Ordner hinzufügen.</translation>
    </message>
    <message>
        <source>First steps</source>
        <translation>Erste Schritte</translation>
    </message>
    <message>
        <source>No clip passes these filters</source>
        <translation>Kein Clip passt zu diesen Filtern</translation>
    </message>
    <message>
        <source>No clips here</source>
        <translation>Keine Clips</translation>
    </message>
    <message>
        <source>New clips appear here automatically.</source>
        <translation>Neue Clips erscheinen hier von selbst.</translation>
    </message>
    <message>
        <source>No indexed clip passes these filters.</source>
        <translation>Kein indizierter Clip passt zu diesen Filtern.</translation>
    </message>
    <message>
        <source>Update ({clips})</source>
        <translation>Aktualisieren ({clips})</translation>
    </message>
    <message>
        <source>Search again to include clips indexed since</source>
        <translation>Erneut suchen, auch in den seither indizierten Clips</translation>
    </message>
    <message>
        <source>Unstack {takes}</source>
        <translation>{takes} einzeln zeigen</translation>
    </message>
    <message>
        <source>Stack {takes}</source>
        <translation>{takes} stapeln</translation>
    </message>
    <message>
        <source>Near-identical takes share one card; E opens and closes it</source>
        <translation>Fast gleiche Takes stehen auf einer Karte; E öffnet und schließt sie</translation>
    </message>
    <message>
        <source>Play from here</source>
        <translation>Ab hier abspielen</translation>
    </message>
    <message>
        <source>Find similar shots</source>
        <translation>Ähnliche Einstellungen suchen</translation>
    </message>
    <message>
        <source>Close stack</source>
        <translation>Stapel schließen</translation>
    </message>
    <message>
        <source>Open stack</source>
        <translation>Stapel öffnen</translation>
    </message>
    <message>
        <source>Re-index all {clips} here in full</source>
        <translation>Hier vollständig neu indizieren: {clips}</translation>
    </message>
    <message>
        <source>Make proxy</source>
        <translation>Proxy erstellen</translation>
    </message>
    <message>
        <source>Make proxies for all {clips} here</source>
        <translation>Proxys für alle {clips} hier erstellen</translation>
    </message>
    <message>
        <source>Forget clip…</source>
        <translation>Clip vergessen…</translation>
    </message>
    <message>
        <source>Forget all {clips} here…</source>
        <translation>Hier vergessen: {clips}…</translation>
    </message>
    <message>
        <source>Remove from library…</source>
        <translation>Aus der Bibliothek entfernen…</translation>
    </message>
    <message>
        <source>Library not found</source>
        <translation>Bibliothek nicht gefunden</translation>
    </message>
    <message>
        <source>It opens automatically when it is available again. Until then, nothing is written there.</source>
        <translation>Sie öffnet sich von selbst, sobald sie wieder erreichbar ist. Bis dahin wird dort nichts geschrieben.</translation>
    </message>
    <message>
        <source>Choose another library…</source>
        <translation>Andere Bibliothek wählen…</translation>
    </message>
    <message>
        <source>Create a new library here</source>
        <translation>Hier eine neue Bibliothek anlegen</translation>
    </message>
    <message>
        <source>Use the library found here</source>
        <translation>Die hier gefundene Bibliothek verwenden</translation>
    </message>
    <message>
        <source>Rank {rank} with {own}</source>
        <translation>Rang {rank} mit {own}</translation>
    </message>
    <message>
        <source>Rank {rank}; the other model has not indexed this clip.</source>
        <translation>Rang {rank}; das andere Modell hat diesen Clip nicht indiziert.</translation>
    </message>
    <message>
        <source>{rank} not indexed</source>
        <translation>{rank} nicht indiziert</translation>
    </message>
    <message>
        <source>{here}. {name} has not indexed this clip.</source>
        <translation>{here}. {name} hat diesen Clip nicht indiziert.</translation>
    </message>
    <message>
        <source>Rank {rank}; not in the other model&apos;s top {depth}.</source>
        <translation>Rang {rank}; nicht unter den ersten {depth} des anderen Modells.</translation>
    </message>
    <message>
        <source>{rank} only here</source>
        <translation>{rank} nur hier</translation>
    </message>
    <message>
        <source>{here}; not in the top {depth} of {name}.</source>
        <translation>{here}; nicht unter den ersten {depth} von {name}.</translation>
    </message>
    <message>
        <source>Rank {rank}; rank {elsewhere} with the other model.</source>
        <translation>Rang {rank}; Rang {elsewhere} mit dem anderen Modell.</translation>
    </message>
    <message>
        <source>{here}, rank {elsewhere} with {name}.</source>
        <translation>{here}, Rang {elsewhere} mit {name}.</translation>
    </message>
    <message>
        <source>rank {place} with {name}</source>
        <translation>Rang {place} mit {name}</translation>
    </message>
    <message>
        <source>not ranked by {name}</source>
        <translation>ohne Rang bei {name}</translation>
    </message>
    <message>
        <source>Combined rank {rank}: {ranks}.</source>
        <translation>Gemeinsamer Rang {rank}: {ranks}.</translation>
    </message>
    <message>
        <source>ranks {first} and {second}</source>
        <translation>Ränge {first} und {second}</translation>
    </message>
    <message>
        <source>the only clip</source>
        <translation>den einzigen Clip</translation>
    </message>
    <message>
        <source>all {whole}</source>
        <translation>alle {whole}</translation>
    </message>
    <message>
        <source>{number} of {whole} ({percent} %)</source>
        <translation>{number} von {whole} ({percent} %)</translation>
    </message>
    <message>
        <source>Combined from {names}: each rank counts 1 / (60 + rank). Ordered by agreement between models, not by match quality.</source>
        <translation>Zusammengeführt aus {names}: Jeder Rang zählt 1 / (60 + Rang). Geordnet nach Übereinstimmung der Modelle, nicht nach Güte.</translation>
    </message>
    <message>
        <source>Model for this column</source>
        <translation>Modell dieser Spalte</translation>
    </message>
    <message>
        <source>Choose the model for this column</source>
        <translation>Das Modell dieser Spalte wählen</translation>
    </message>
    <message>
        <source>Moments found by {name}</source>
        <translation>Von {name} gefundene Momente</translation>
    </message>
    <message>
        <source>has indexed {words}</source>
        <translation>hat {words} indiziert</translation>
    </message>
    <message>
        <source>has indexed {words}; the rest cannot be found with it</source>
        <translation>hat {words} indiziert; der Rest ist damit nicht zu finden</translation>
    </message>
    <message>
        <source>Restore removed clips</source>
        <translation>Entfernte Clips wiederherstellen</translation>
    </message>
    <message>
        <source>Loading…</source>
        <translation>Wird geladen…</translation>
    </message>
    <message>
        <source>Removed clips</source>
        <translation>Entfernte Clips</translation>
    </message>
    <message>
        <source>Restore</source>
        <translation>Wiederherstellen</translation>
    </message>
    <message>
        <source>Delete permanently…</source>
        <translation>Endgültig löschen…</translation>
    </message>
    <message>
        <source>Delete</source>
        <translation>Löschen</translation>
    </message>
    <message>
        <source>Edit moment</source>
        <translation>Moment bearbeiten</translation>
    </message>
    <message>
        <source>Save</source>
        <translation>Sichern</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>Abbrechen</translation>
    </message>
    <message>
        <source>A still has no in and out points.</source>
        <translation>Ein Standbild hat keine In- und Out-Punkte.</translation>
    </message>
    <message>
        <source>The clip is not in the library: only the note can be edited.</source>
        <translation>Der Clip ist nicht in der Bibliothek: Nur die Notiz kann bearbeitet werden.</translation>
    </message>
    <message>
        <source>The frame at the out point is not part of the moment.</source>
        <translation>Das Bild am Out-Punkt gehört nicht mehr zum Moment.</translation>
    </message>
    <message>
        <source>The in point must come before the out point.</source>
        <translation>Der In-Punkt muss vor dem Out-Punkt liegen.</translation>
    </message>
    <message>
        <source>The clip ends at {end}.</source>
        <translation>Der Clip endet bei {end}.</translation>
    </message>
    <message>
        <source>Removed clips can be restored for 30 days. Their index takes {size} on disk.</source>
        <translation>Entfernte Clips lassen sich 30 Tage lang wiederherstellen. Ihr Index belegt {size}.</translation>
    </message>
    <message>
        <source>Nothing was removed in the last 30 days.</source>
        <translation>In den letzten 30 Tagen wurde nichts entfernt.</translation>
    </message>
    <message>
        <source>Permanently delete the index of {clips}? Files on disk are not touched. This cannot be undone.</source>
        <translation>Den Index endgültig löschen ({clips})? Dateien auf dem Laufwerk bleiben unberührt. Das lässt sich nicht rückgängig machen.</translation>
    </message>
    <message>
        <source> and {number:,} more</source>
        <translation> und {number:,} weitere</translation>
    </message>
    <message>
        <source>{first}{more} (file deleted)</source>
        <translation>{first}{more} (Datei gelöscht)</translation>
    </message>
    <message>
        <source>{days} left</source>
        <translation>noch {days}</translation>
    </message>
    <message>
        <source>expires today</source>
        <translation>läuft heute ab</translation>
    </message>
    <message>
        <source>{what}
{clips}, removed {when}, {left}</source>
        <translation>{what}
{clips}, entfernt {when}, {left}</translation>
    </message>
    <message>
        <source>Library and folders</source>
        <translation>Bibliothek und Ordner</translation>
    </message>
    <message>
        <source>Drop a folder here, or add one below.</source>
        <translation>Einen Ordner hier ablegen oder unten hinzufügen.</translation>
    </message>
    <message>
        <source>Add folder…</source>
        <translation>Ordner hinzufügen…</translation>
    </message>
    <message>
        <source>LIBRARY</source>
        <translation>BIBLIOTHEK</translation>
    </message>
    <message>
        <source>All clips</source>
        <translation>Alle Clips</translation>
    </message>
    <message>
        <source>FOLDERS</source>
        <translation>ORDNER</translation>
    </message>
    <message>
        <source>Rescan now</source>
        <translation>Jetzt durchsuchen</translation>
    </message>
    <message>
        <source>Forget {clips}…</source>
        <translation>Vergessen: {clips}…</translation>
    </message>
    <message>
        <source>Show moments…</source>
        <translation>Momente anzeigen…</translation>
    </message>
    <message>
        <source>Replace with the current search</source>
        <translation>Durch die aktuelle Suche ersetzen</translation>
    </message>
    <message>
        <source>, open</source>
        <translation>, geöffnet</translation>
    </message>
    <message>
        <source>, closed</source>
        <translation>, geschlossen</translation>
    </message>
    <message>
        <source>New</source>
        <translation>Neu</translation>
    </message>
    <message>
        <source>Clips added in the last 24 hours</source>
        <translation>In den letzten 24 Stunden hinzugefügte Clips</translation>
    </message>
    <message>
        <source>Clips that could not be indexed</source>
        <translation>Clips, die nicht indiziert werden konnten</translation>
    </message>
    <message>
        <source>Failed</source>
        <translation>Fehlgeschlagen</translation>
    </message>
    <message>
        <source>Clips whose files were deleted or moved</source>
        <translation>Clips, deren Dateien gelöscht oder verschoben wurden</translation>
    </message>
    <message>
        <source>Missing</source>
        <translation>Fehlend</translation>
    </message>
    <message>
        <source>COLLECTIONS</source>
        <translation>SAMMLUNGEN</translation>
    </message>
    <message>
        <source>SEARCHES</source>
        <translation>SUCHEN</translation>
    </message>
    <message>
        <source>{moments} kept. Click to show their clips, double-click to show the moments.</source>
        <translation>{moments} behalten. Klicken zeigt ihre Clips, doppelklicken die Momente.</translation>
    </message>
    <message>
        <source>Show skipped items…</source>
        <translation>Übersprungenes zeigen…</translation>
    </message>
    <message>
        <source>not found</source>
        <translation>nicht gefunden</translation>
    </message>
    <message>
        <source>offline</source>
        <translation>offline</translation>
    </message>
    <message>
        <source>

{absence} Its clips stay searchable.</source>
        <translation>

{absence} Die Clips bleiben durchsuchbar.</translation>
    </message>
    <message>
        <source>Its drive is not connected.</source>
        <translation>Sein Laufwerk ist nicht verbunden.</translation>
    </message>
    <message>
        <source>, {number} offline: a drive is not connected</source>
        <translation>, {number} offline: Ein Laufwerk ist nicht verbunden</translation>
    </message>
    <message>
        <source>Clips added individually
{counted}</source>
        <translation>Einzeln hinzugefügte Clips
{counted}</translation>
    </message>
    <message>
        <source>Single clips</source>
        <translation>Einzelne Clips</translation>
    </message>
    <message>
        <source>Show {items}…</source>
        <translation>{items} zeigen…</translation>
    </message>
    <message>
        <source>{number} waiting</source>
        <translation>{number} warten</translation>
    </message>
    <message>
        <source>{clips}, {number} indexed</source>
        <translation>{clips}, {number} indiziert</translation>
    </message>
    <message>
        <source>Skipped items in {place}</source>
        <translation>Übersprungenes in {place}</translation>
    </message>
    <message>
        <source>Skipped items</source>
        <translation>Übersprungenes</translation>
    </message>
    <message>
        <source>Reason</source>
        <translation>Grund</translation>
    </message>
    <message>
        <source>Filter by name or folder</source>
        <translation>Nach Name oder Ordner filtern</translation>
    </message>
    <message>
        <source>Copy path</source>
        <translation>Pfad kopieren</translation>
    </message>
    <message>
        <source>Add to library</source>
        <translation>Zur Bibliothek hinzufügen</translation>
    </message>
    <message>
        <source>Add this folder and index its contents</source>
        <translation>Diesen Ordner hinzufügen und seinen Inhalt indizieren</translation>
    </message>
    <message>
        <source>All reasons ({number})</source>
        <translation>Alle Gründe ({number})</translation>
    </message>
    <message>
        <source> in {place}</source>
        <translation> in {place}</translation>
    </message>
    <message>
        <source>Scanning… {number} skipped so far.</source>
        <translation>Wird durchsucht… bisher {number} übersprungen.</translation>
    </message>
    <message>
        <source>{amount}{where} is not indexed.</source>
        <translation>{amount}{where} ist nicht indiziert.</translation>
    </message>
    <message>
        <source>{amount}{where} are not indexed.</source>
        <translation>{amount}{where} sind nicht indiziert.</translation>
    </message>
    <message>
        <source>Clips that could not be read are under Failed in the sidebar.</source>
        <translation>Nicht lesbare Clips stehen in der Seitenleiste unter „Fehlgeschlagen“.</translation>
    </message>
    <message>
        <source>No skipped items{where}.</source>
        <translation>Nichts übersprungen{where}.</translation>
    </message>
    <message>
        <source>No skipped items found, but some folders could not be scanned.</source>
        <translation>Nichts übersprungen, aber einige Ordner konnten nicht durchsucht werden.</translation>
    </message>
    <message>
        <source>Only the first {number} for each reason are listed. </source>
        <translation>Nur die ersten {number} je Grund sind aufgeführt. </translation>
    </message>
    <message>
        <source>{words}To list all of them, run: c2v skipped --all</source>
        <translation>{words}Alle zeigt der Befehl: c2v skipped --all</translation>
    </message>
    <message>
        <source>Could not scan {folder}. {absence}</source>
        <translation>{folder} konnte nicht durchsucht werden. {absence}</translation>
    </message>
    <message>
        <source>{folders} could not be scanned.</source>
        <translation>{folders} konnten nicht durchsucht werden.</translation>
    </message>
    <message>
        <source>Skipped files and folders</source>
        <translation>Übersprungene Dateien und Ordner</translation>
    </message>
    <message>
        <source>Rank</source>
        <translation>Rang</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>Name</translation>
    </message>
    <message>
        <source>Match</source>
        <translation>Treffer</translation>
    </message>
    <message>
        <source>Date shot</source>
        <translation>Aufnahmedatum</translation>
    </message>
    <message>
        <source>Frame rate</source>
        <translation>Bildrate</translation>
    </message>
    <message>
        <source>Resolution</source>
        <translation>Auflösung</translation>
    </message>
    <message>
        <source>Codec</source>
        <translation>Codec</translation>
    </message>
    <message>
        <source>Camera</source>
        <translation>Kamera</translation>
    </message>
    <message>
        <source>Rating</source>
        <translation>Bewertung</translation>
    </message>
    <message>
        <source>Date added</source>
        <translation>Hinzugefügt am</translation>
    </message>
    <message>
        <source>Folder</source>
        <translation>Ordner</translation>
    </message>
    <message>
        <source>File size</source>
        <translation>Dateigröße</translation>
    </message>
    <message>
        <source>Tags</source>
        <translation>Tags</translation>
    </message>
    <message>
        <source>Tags of {clips}, separated by commas</source>
        <translation>Tags für {clips}, durch Kommas getrennt</translation>
    </message>
    <message>
        <source>Basket and collections</source>
        <translation>Korb und Sammlungen</translation>
    </message>
    <message>
        <source>Collection</source>
        <translation>Sammlung</translation>
    </message>
    <message>
        <source>New collection…</source>
        <translation>Neue Sammlung…</translation>
    </message>
    <message>
        <source>Rename…</source>
        <translation>Umbenennen…</translation>
    </message>
    <message>
        <source>Delete collection</source>
        <translation>Sammlung löschen</translation>
    </message>
    <message>
        <source>Move up</source>
        <translation>Nach oben</translation>
    </message>
    <message>
        <source>Move down</source>
        <translation>Nach unten</translation>
    </message>
    <message>
        <source>Export…</source>
        <translation>Exportieren…</translation>
    </message>
    <message>
        <source>Hand these moments to an editing program</source>
        <translation>Diese Momente an ein Schnittprogramm übergeben</translation>
    </message>
    <message>
        <source>Remove</source>
        <translation>Entfernen</translation>
    </message>
    <message>
        <source>Nothing here yet. Keep results with Mark &gt; Keep moment.</source>
        <translation>Noch nichts hier. Treffer behalten Sie mit Markieren &gt; Moment behalten.</translation>
    </message>
    <message>
        <source>{moments} · {length} in all</source>
        <translation>{moments} · insgesamt {length}</translation>
    </message>
    <message>
        <source>Edit…</source>
        <translation>Bearbeiten…</translation>
    </message>
    <message>
        <source>Edit in point, out point and note (F2: the note in its row)</source>
        <translation>In-Punkt, Out-Punkt und Notiz bearbeiten (F2: die Notiz in ihrer Zeile)</translation>
    </message>
    <message>
        <source>Update from player</source>
        <translation>Aus Player übernehmen</translation>
    </message>
    <message>
        <source>Take the in and out points that are set in the player, while it has this clip</source>
        <translation>In- und Out-Punkt übernehmen, die im Player gesetzt sind, solange er diesen Clip zeigt</translation>
    </message>
    <message>
        <source>Relink…</source>
        <translation>Neu verknüpfen…</translation>
    </message>
    <message>
        <source>Choose the file of a moment whose clip is missing</source>
        <translation>Die Datei eines Moments wählen, dessen Clip fehlt</translation>
    </message>
    <message>
        <source>Name of the collection</source>
        <translation>Name der Sammlung</translation>
    </message>
    <message>
        <source>{moments} · {length} in all, without {clips} of unknown length</source>
        <translation>{moments} · zusammen {length}, ohne {clips} unbekannter Länge</translation>
    </message>
    <message>
        <source>Basket</source>
        <translation>Korb</translation>
    </message>
    <message>
        <source>not in the library</source>
        <translation>nicht in der Bibliothek</translation>
    </message>
    <message>
        <source>Whole clip</source>
        <translation>Ganzer Clip</translation>
    </message>
    <message>
        <source>{clip} ({trouble})</source>
        <translation>{clip} ({trouble})</translation>
    </message>
    <message>
        <source>Kept moments</source>
        <translation>Abgelegte Momente</translation>
    </message>
    <message>
        <source>Clip</source>
        <translation>Clip</translation>
    </message>
    <message>
        <source>In</source>
        <translation>In</translation>
    </message>
    <message>
        <source>Out</source>
        <translation>Out</translation>
    </message>
    <message>
        <source>Length</source>
        <translation>Länge</translation>
    </message>
    <message>
        <source>Note</source>
        <translation>Notiz</translation>
    </message>
    <message>
        <source>Liked</source>
        <translation>Gefällt</translation>
    </message>
    <message>
        <source>Disliked</source>
        <translation>Gefällt nicht</translation>
    </message>
    <message>
        <source>Right for this search</source>
        <translation>Richtig für diese Suche</translation>
    </message>
    <message>
        <source>Wrong for this search</source>
        <translation>Falsch für diese Suche</translation>
    </message>
    <message>
        <source>right</source>
        <translation>richtig</translation>
    </message>
    <message>
        <source>wrong</source>
        <translation>falsch</translation>
    </message>
    <message>
        <source>Note it for teaching the model; the order stays. Again to take it back.</source>
        <translation>Festhalten, damit das Modell davon lernt; die Reihenfolge bleibt. Noch einmal nimmt es zurück.</translation>
    </message>
    <message>
        <source>Like this result</source>
        <translation>Treffer gefällt</translation>
    </message>
    <message>
        <source>Dislike this result</source>
        <translation>Treffer gefällt nicht</translation>
    </message>
    <message>
        <source>Re-order the results now: what looks like this one comes first. Again to take it back.</source>
        <translation>Treffer jetzt neu ordnen: Was diesem ähnlich sieht, kommt zuerst. Noch einmal nimmt es zurück.</translation>
    </message>
    <message>
        <source>Re-order the results now: what looks like this one comes last. Again to take it back.</source>
        <translation>Treffer jetzt neu ordnen: Was diesem ähnlich sieht, kommt zuletzt. Noch einmal nimmt es zurück.</translation>
    </message>
    <message>
        <source>Save search</source>
        <translation>Suche sichern</translation>
    </message>
    <message>
        <source>Name of the search</source>
        <translation>Name der Suche</translation>
    </message>
    <message>
        <source>Replaces the saved search of this name.</source>
        <translation>Ersetzt die gesicherte Suche dieses Namens.</translation>
    </message>
    <message>
        <source>A collection of moments has this name. Choose another one.</source>
        <translation>Eine Sammlung von Momenten heißt so. Bitte einen anderen Namen wählen.</translation>
    </message>
    <message>
        <source>Click to sort, drag to move; right-click to choose columns</source>
        <translation>Klicken sortiert, ziehen verschiebt; Rechtsklick wählt Spalten</translation>
    </message>
    <message>
        <source>Reset columns</source>
        <translation>Spalten zurücksetzen</translation>
    </message>
    <message>
        <source>Captions</source>
        <translation>Beschreibungen</translation>
    </message>
    <message>
        <source>Add</source>
        <translation>Hinzufügen</translation>
    </message>
    <message>
        <source>Add caption</source>
        <translation>Beschreibung hinzufügen</translation>
    </message>
    <message>
        <source>Describe what happens</source>
        <translation>Beschreiben, was geschieht</translation>
    </message>
    <message>
        <source>New caption</source>
        <translation>Neue Beschreibung</translation>
    </message>
    <message>
        <source>Go to this moment</source>
        <translation>Zu diesem Moment</translation>
    </message>
    <message>
        <source>Edit caption</source>
        <translation>Beschreibung bearbeiten</translation>
    </message>
    <message>
        <source>Use the player&apos;s in and out points</source>
        <translation>In- und Out-Punkt aus dem Player übernehmen</translation>
    </message>
    <message>
        <source>Remove caption</source>
        <translation>Beschreibung entfernen</translation>
    </message>
    <message>
        <source>Captions of this clip</source>
        <translation>Beschreibungen dieses Clips</translation>
    </message>
    <message>
        <source>Time</source>
        <translation>Zeit</translation>
    </message>
    <message>
        <source>Caption</source>
        <translation>Beschreibung</translation>
    </message>
    <message>
        <source>Sort by</source>
        <translation>Sortieren nach</translation>
    </message>
    <message>
        <source>Best match</source>
        <translation>Bester Treffer</translation>
    </message>
    <message>
        <source>Folder and name</source>
        <translation>Ordner und Name</translation>
    </message>
    <message>
        <source>Ascending</source>
        <translation>Aufsteigend</translation>
    </message>
    <message>
        <source>Descending</source>
        <translation>Absteigend</translation>
    </message>
</context>
<context>
    <name>Commands</name>
    <message>
        <source>File</source>
        <translation>Datei</translation>
    </message>
    <message>
        <source>Edit</source>
        <translation>Bearbeiten</translation>
    </message>
    <message>
        <source>Search</source>
        <translation>Suche</translation>
    </message>
    <message>
        <source>Clip</source>
        <translation>Clip</translation>
    </message>
    <message>
        <source>Mark</source>
        <translation>Markieren</translation>
    </message>
    <message>
        <source>Play</source>
        <translation>Wiedergabe</translation>
    </message>
    <message>
        <source>View</source>
        <translation>Ansicht</translation>
    </message>
    <message>
        <source>Help</source>
        <translation>Hilfe</translation>
    </message>
    <message>
        <source>Add folder…</source>
        <translation>Ordner hinzufügen…</translation>
    </message>
    <message>
        <source>Index a folder of footage and watch it for changes</source>
        <translation>Einen Ordner mit Material indizieren und auf Änderungen überwachen</translation>
    </message>
    <message>
        <source>Add files…</source>
        <translation>Dateien hinzufügen…</translation>
    </message>
    <message>
        <source>Add individual clips</source>
        <translation>Einzelne Clips hinzufügen</translation>
    </message>
    <message>
        <source>Import timeline…</source>
        <translation>Timeline importieren…</translation>
    </message>
    <message>
        <source>Keep the moments of an EDL, XML, OpenTimelineIO file or table from an editing program</source>
        <translation>Momente einer EDL, XML- oder OpenTimelineIO-Datei oder Tabelle aus einem Schnittprogramm ablegen</translation>
    </message>
    <message>
        <source>Export…</source>
        <translation>Exportieren…</translation>
    </message>
    <message>
        <source>Hand moments of the selection, the results or a collection to an editing program</source>
        <translation>Momente der Auswahl, der Ergebnisse oder einer Sammlung an ein Schnittprogramm übergeben</translation>
    </message>
    <message>
        <source>Rescan folders</source>
        <translation>Ordner durchsuchen</translation>
    </message>
    <message>
        <source>Check all folders for new, changed and deleted files</source>
        <translation>Alle Ordner nach neuen, geänderten und gelöschten Dateien durchsuchen</translation>
    </message>
    <message>
        <source>Restore removed…</source>
        <translation>Entferntes wiederherstellen…</translation>
    </message>
    <message>
        <source>Restore clips removed in the last 30 days</source>
        <translation>In den letzten 30 Tagen entfernte Clips wiederherstellen</translation>
    </message>
    <message>
        <source>Skipped items…</source>
        <translation>Übersprungenes…</translation>
    </message>
    <message>
        <source>List the files and folders that are not indexed, and why</source>
        <translation>Zeigt die nicht indizierten Dateien und Ordner und die Gründe</translation>
    </message>
    <message>
        <source>Pause indexing</source>
        <translation>Indizierung anhalten</translation>
    </message>
    <message>
        <source>Pause or resume</source>
        <translation>Anhalten oder fortsetzen</translation>
    </message>
    <message>
        <source>Stop indexing</source>
        <translation>Indizierung beenden</translation>
    </message>
    <message>
        <source>Stop after the current clip; the rest stay queued</source>
        <translation>Nach dem aktuellen Clip beenden; die übrigen bleiben in der Warteschlange</translation>
    </message>
    <message>
        <source>Quit</source>
        <translation>Beenden</translation>
    </message>
    <message>
        <source>Undo</source>
        <translation>Rückgängig</translation>
    </message>
    <message>
        <source>Undo the last change of what you keep: ratings, tags, in and out, moments, captions</source>
        <translation>Die letzte Änderung an Abgelegtem zurücknehmen: Bewertungen, Tags, In und Out, Momente, Beschreibungen</translation>
    </message>
    <message>
        <source>Redo</source>
        <translation>Wiederholen</translation>
    </message>
    <message>
        <source>Copy path</source>
        <translation>Pfad kopieren</translation>
    </message>
    <message>
        <source>Copy as text</source>
        <translation>Als Text kopieren</translation>
    </message>
    <message>
        <source>Copy path, in and out of the selected moments, or of what the player shows</source>
        <translation>Pfad, In und Out der ausgewählten Momente kopieren, oder des Abschnitts oder Bilds im Player</translation>
    </message>
    <message>
        <source>Copy timecode</source>
        <translation>Timecode kopieren</translation>
    </message>
    <message>
        <source>Models…</source>
        <translation>Modelle…</translation>
    </message>
    <message>
        <source>Download, import and choose models</source>
        <translation>Modelle laden, importieren und wählen</translation>
    </message>
    <message>
        <source>Teach the model…</source>
        <translation>Modell anlernen…</translation>
    </message>
    <message>
        <source>Teach the model your own names, words and movements, and see whether it helped</source>
        <translation>Dem Modell eigene Namen, Wörter und Bewegungen beibringen und sehen, ob es geholfen hat</translation>
    </message>
    <message>
        <source>Names and words…</source>
        <translation>Namen und Wörter…</translation>
    </message>
    <message>
        <source>Rename, remove, export or import what the model was taught</source>
        <translation>Umbenennen, entfernen, exportieren oder importieren, was das Modell gelernt hat</translation>
    </message>
    <message>
        <source>Settings…</source>
        <translation>Einstellungen…</translation>
    </message>
    <message>
        <source>Scripts and assistants…</source>
        <translation>Skripte und Assistenten…</translation>
    </message>
    <message>
        <source>Let other programs on this computer ask the library</source>
        <translation>Andere Programme dieses Computers die Bibliothek abfragen lassen</translation>
    </message>
    <message>
        <source>Find a moment</source>
        <translation>Moment suchen</translation>
    </message>
    <message>
        <source>Describe the shot</source>
        <translation>Die Einstellung beschreiben</translation>
    </message>
    <message>
        <source>Clear search</source>
        <translation>Suche löschen</translation>
    </message>
    <message>
        <source>Back to all clips</source>
        <translation>Zurück zu allen Clips</translation>
    </message>
    <message>
        <source>Search again</source>
        <translation>Erneut suchen</translation>
    </message>
    <message>
        <source>Include clips indexed since the last search</source>
        <translation>Auch die seit der letzten Suche indizierten Clips</translation>
    </message>
    <message>
        <source>Save search…</source>
        <translation>Suche sichern…</translation>
    </message>
    <message>
        <source>Keep this search, with its filters, in the sidebar</source>
        <translation>Diese Suche samt Filtern in der Seitenleiste behalten</translation>
    </message>
    <message>
        <source>Search by image…</source>
        <translation>Mit einem Bild suchen…</translation>
    </message>
    <message>
        <source>Find shots that look like a picture</source>
        <translation>Einstellungen suchen, die einem Bild ähneln</translation>
    </message>
    <message>
        <source>Then…</source>
        <translation>Dann…</translation>
    </message>
    <message>
        <source>Describe what comes next in the same clip</source>
        <translation>Beschreiben, was im selben Clip danach kommt</translation>
    </message>
    <message>
        <source>Search with this frame</source>
        <translation>Mit diesem Bild suchen</translation>
    </message>
    <message>
        <source>Find shots that look like the player&apos;s frame</source>
        <translation>Einstellungen suchen, die dem Bild im Player ähneln</translation>
    </message>
    <message>
        <source>Like result</source>
        <translation>Treffer gefällt</translation>
    </message>
    <message>
        <source>Rank results that look like the selected ones first, or undo that</source>
        <translation>Was den ausgewählten Treffern ähnlich sieht, zuerst zeigen, oder das zurücknehmen</translation>
    </message>
    <message>
        <source>Dislike result</source>
        <translation>Treffer gefällt nicht</translation>
    </message>
    <message>
        <source>Rank results that look like the selected ones last, or undo that</source>
        <translation>Was den ausgewählten Treffern ähnlich sieht, zuletzt zeigen, oder das zurücknehmen</translation>
    </message>
    <message>
        <source>Clear likes and dislikes</source>
        <translation>Bewertungen der Treffer löschen</translation>
    </message>
    <message>
        <source>Rank by the search alone again</source>
        <translation>Wieder nur nach der Suche ordnen</translation>
    </message>
    <message>
        <source>Right for this search</source>
        <translation>Richtig für diese Suche</translation>
    </message>
    <message>
        <source>Note that the selected results fit this sentence, to teach the model, or take that back</source>
        <translation>Festhalten, dass die gewählten Ergebnisse zum Satz passen, damit das Modell davon lernt, oder das zurücknehmen</translation>
    </message>
    <message>
        <source>Wrong for this search</source>
        <translation>Falsch für diese Suche</translation>
    </message>
    <message>
        <source>Note that the selected results do not fit this sentence, or take that back</source>
        <translation>Festhalten, dass die gewählten Ergebnisse nicht zum Satz passen, oder das zurücknehmen</translation>
    </message>
    <message>
        <source>Compare two models</source>
        <translation>Zwei Modelle vergleichen</translation>
    </message>
    <message>
        <source>Search with both and show the results side by side</source>
        <translation>Mit beiden suchen und die Ergebnisse nebeneinander zeigen</translation>
    </message>
    <message>
        <source>Combine both models</source>
        <translation>Beide Modelle zusammenführen</translation>
    </message>
    <message>
        <source>Merge both rankings into one list</source>
        <translation>Beide Ranglisten zu einer zusammenführen</translation>
    </message>
    <message>
        <source>Save heatmap as image…</source>
        <translation>Heatmap als Bild sichern…</translation>
    </message>
    <message>
        <source>Save the heatmap of the selected moment as PNG</source>
        <translation>Die Heatmap des gewählten Moments als PNG sichern</translation>
    </message>
    <message>
        <source>Save heatmap as numbers…</source>
        <translation>Heatmap als Zahlen sichern…</translation>
    </message>
    <message>
        <source>Save the numbers of the heatmap as CSV, for spreadsheets</source>
        <translation>Die Zahlen der Heatmap als CSV für Tabellenkalkulationen sichern</translation>
    </message>
    <message>
        <source>Play from this moment</source>
        <translation>Ab diesem Moment abspielen</translation>
    </message>
    <message>
        <source>Find similar shots</source>
        <translation>Ähnliche Einstellungen suchen</translation>
    </message>
    <message>
        <source>Find shots that look like this moment</source>
        <translation>Einstellungen suchen, die diesem Moment ähneln</translation>
    </message>
    <message>
        <source>Open or close stack</source>
        <translation>Stapel öffnen oder schließen</translation>
    </message>
    <message>
        <source>Show the takes or moments stacked below this result, or only the best</source>
        <translation>Die Takes oder Momente unter diesem Ergebnis zeigen, oder nur das beste</translation>
    </message>
    <message>
        <source>Show in file manager</source>
        <translation>Im Dateimanager zeigen</translation>
    </message>
    <message>
        <source>Retry failed clip</source>
        <translation>Fehlgeschlagenen Clip erneut versuchen</translation>
    </message>
    <message>
        <source>Index the clip again</source>
        <translation>Den Clip erneut indizieren</translation>
    </message>
    <message>
        <source>Re-index in full</source>
        <translation>Vollständig neu indizieren</translation>
    </message>
    <message>
        <source>Re-index, sampling between keyframes too</source>
        <translation>Neu indizieren, auch zwischen den Keyframes</translation>
    </message>
    <message>
        <source>Make proxy</source>
        <translation>Proxy erstellen</translation>
    </message>
    <message>
        <source>Make a small copy that plays while the drive is disconnected</source>
        <translation>Eine kleine Kopie erstellen, die auch bei getrenntem Laufwerk abspielbar ist</translation>
    </message>
    <message>
        <source>Remove from library…</source>
        <translation>Aus der Bibliothek entfernen…</translation>
    </message>
    <message>
        <source>The file on disk is not touched</source>
        <translation>Die Datei auf dem Laufwerk bleibt unberührt</translation>
    </message>
    <message>
        <source>5 stars</source>
        <translation>5 Sterne</translation>
    </message>
    <message>
        <source>4 stars</source>
        <translation>4 Sterne</translation>
    </message>
    <message>
        <source>3 stars</source>
        <translation>3 Sterne</translation>
    </message>
    <message>
        <source>2 stars</source>
        <translation>2 Sterne</translation>
    </message>
    <message>
        <source>1 star</source>
        <translation>1 Stern</translation>
    </message>
    <message>
        <source>No stars</source>
        <translation>Keine Sterne</translation>
    </message>
    <message>
        <source>Pick</source>
        <translation>Auswählen</translation>
    </message>
    <message>
        <source>Pick the selected clips, or take that back</source>
        <translation>Die gewählten Clips auswählen oder das zurücknehmen</translation>
    </message>
    <message>
        <source>Reject</source>
        <translation>Ablehnen</translation>
    </message>
    <message>
        <source>Reject the selected clips, or take that back</source>
        <translation>Die gewählten Clips ablehnen oder das zurücknehmen</translation>
    </message>
    <message>
        <source>Seen / not seen</source>
        <translation>Gesehen / nicht gesehen</translation>
    </message>
    <message>
        <source>Mark the selected clips as seen, or take that back</source>
        <translation>Die ausgewählten Clips als gesehen markieren oder das zurücknehmen</translation>
    </message>
    <message>
        <source>Keep moment</source>
        <translation>Moment ablegen</translation>
    </message>
    <message>
        <source>Add the selected moments to the basket</source>
        <translation>Die gewählten Momente in den Korb legen</translation>
    </message>
    <message>
        <source>Basket and collections…</source>
        <translation>Korb und Sammlungen…</translation>
    </message>
    <message>
        <source>Show, order and name what you kept</source>
        <translation>Abgelegtes zeigen, ordnen und benennen</translation>
    </message>
    <message>
        <source>Carry over from earlier version</source>
        <translation>Von früherer Fassung übernehmen</translation>
    </message>
    <message>
        <source>Give a clip whose file was replaced the ratings, tags and moments of what it was before</source>
        <translation>Einem Clip, dessen Datei ersetzt wurde, Bewertungen, Schlagwörter und Momente der früheren Fassung geben</translation>
    </message>
    <message>
        <source>Tags…</source>
        <translation>Tags…</translation>
    </message>
    <message>
        <source>Write the tags of the selected clips</source>
        <translation>Tags der gewählten Clips schreiben</translation>
    </message>
    <message>
        <source>Caption…</source>
        <translation>Beschreibung…</translation>
    </message>
    <message>
        <source>Write what happens in the selected moment, or between in and out</source>
        <translation>Schreiben, was im gewählten Moment oder zwischen In und Out geschieht</translation>
    </message>
    <message>
        <source>Teach a name…</source>
        <translation>Namen anlernen…</translation>
    </message>
    <message>
        <source>Teach the model what the selected moments show, by its name</source>
        <translation>Dem Modell beibringen, was die ausgewählten Momente zeigen, unter einem Namen</translation>
    </message>
    <message>
        <source>Play steps</source>
        <translation>Schritte abspielen</translation>
    </message>
    <message>
        <source>Play a joined result from its first step to its last</source>
        <translation>Einen verbundenen Treffer vom ersten bis zum letzten Schritt abspielen</translation>
    </message>
    <message>
        <source>Play / pause</source>
        <translation>Wiedergabe / Pause</translation>
    </message>
    <message>
        <source>Shuttle back</source>
        <translation>Rückwärts laufen</translation>
    </message>
    <message>
        <source>Press again to go faster</source>
        <translation>Für mehr Tempo erneut drücken</translation>
    </message>
    <message>
        <source>Stop shuttle</source>
        <translation>Anhalten</translation>
    </message>
    <message>
        <source>Hold it down: J and L then step one frame</source>
        <translation>Gehalten: J und L gehen dann ein Bild weiter</translation>
    </message>
    <message>
        <source>Shuttle forward</source>
        <translation>Vorwärts laufen</translation>
    </message>
    <message>
        <source>Step back one frame</source>
        <translation>Ein Bild zurück</translation>
    </message>
    <message>
        <source>Step forward one frame</source>
        <translation>Ein Bild vor</translation>
    </message>
    <message>
        <source>Set in point</source>
        <translation>In-Punkt setzen</translation>
    </message>
    <message>
        <source>Start the moment at the player&apos;s frame; B keeps it</source>
        <translation>Den Moment beim Bild im Player beginnen; B behält ihn</translation>
    </message>
    <message>
        <source>Set out point</source>
        <translation>Out-Punkt setzen</translation>
    </message>
    <message>
        <source>End the moment after the player&apos;s frame; B keeps it</source>
        <translation>Den Moment nach dem Bild im Player enden lassen; B behält ihn</translation>
    </message>
    <message>
        <source>Clear in and out points</source>
        <translation>In- und Out-Punkt löschen</translation>
    </message>
    <message>
        <source>Loop between in and out</source>
        <translation>Zwischen In und Out wiederholen</translation>
    </message>
    <message>
        <source>Repeat from in to out, or the whole clip if none are set</source>
        <translation>Von In bis Out wiederholen, ohne Punkte den ganzen Clip</translation>
    </message>
    <message>
        <source>Next peak frame</source>
        <translation>Nächstes Spitzenbild</translation>
    </message>
    <message>
        <source>Go to the next frame that adds most to the score</source>
        <translation>Zum nächsten Bild, das am meisten zum Wert beiträgt</translation>
    </message>
    <message>
        <source>Previous peak frame</source>
        <translation>Vorheriges Spitzenbild</translation>
    </message>
    <message>
        <source>Full screen</source>
        <translation>Vollbild</translation>
    </message>
    <message>
        <source>Back</source>
        <translation>Zurück</translation>
    </message>
    <message>
        <source>Go to the previous search or place</source>
        <translation>Zur vorigen Suche oder zum vorigen Ort</translation>
    </message>
    <message>
        <source>Forward</source>
        <translation>Vorwärts</translation>
    </message>
    <message>
        <source>Go to the next search or place</source>
        <translation>Zur nächsten Suche oder zum nächsten Ort</translation>
    </message>
    <message>
        <source>Expand phrase rows</source>
        <translation>Phrasenzeilen aufklappen</translation>
    </message>
    <message>
        <source>Show the model&apos;s centres below each phrase</source>
        <translation>Die Zentren des Modells unter jeder Phrase zeigen</translation>
    </message>
    <message>
        <source>Group by clip</source>
        <translation>Nach Clip gruppieren</translation>
    </message>
    <message>
        <source>Below the first results, show each clip once; E opens its further moments</source>
        <translation>Unter den ersten Ergebnissen jeden Clip nur einmal zeigen; E öffnet seine weiteren Momente</translation>
    </message>
    <message>
        <source>List with columns</source>
        <translation>Liste mit Spalten</translation>
    </message>
    <message>
        <source>Show a list with columns instead of cards</source>
        <translation>Zeilen mit Spalten statt Karten anzeigen</translation>
    </message>
    <message>
        <source>Larger cards</source>
        <translation>Größere Karten</translation>
    </message>
    <message>
        <source>Smaller cards</source>
        <translation>Kleinere Karten</translation>
    </message>
    <message>
        <source>Stack similar takes</source>
        <translation>Ähnliche Takes stapeln</translation>
    </message>
    <message>
        <source>Show near-identical takes among results as one card</source>
        <translation>Fast gleiche Takes unter den Treffern als eine Karte zeigen</translation>
    </message>
    <message>
        <source>Folders</source>
        <translation>Ordner</translation>
    </message>
    <message>
        <source>Player and details</source>
        <translation>Player und Details</translation>
    </message>
    <message>
        <source>Evidence</source>
        <translation>Begründung</translation>
    </message>
    <message>
        <source>Reset layout</source>
        <translation>Anordnung zurücksetzen</translation>
    </message>
    <message>
        <source>First steps</source>
        <translation>Erste Schritte</translation>
    </message>
    <message>
        <source>Choose a model and footage, and see how long indexing takes here</source>
        <translation>Modell und Material wählen und sehen, wie lange die Indizierung hier dauert</translation>
    </message>
    <message>
        <source>Keyboard shortcuts</source>
        <translation>Tastenkürzel</translation>
    </message>
    <message>
        <source>Look for a newer version…</source>
        <translation>Nach einer neueren Version suchen…</translation>
    </message>
    <message>
        <source>Opens the page of releases in your browser. C2V Desktop never checks by itself.</source>
        <translation>Öffnet die Seite mit den Veröffentlichungen im Browser. C2V Desktop sucht nie von selbst.</translation>
    </message>
    <message>
        <source>About C2V Desktop</source>
        <translation>Über C2V Desktop</translation>
    </message>
</context>
<context>
    <name>Controllers</name>
    <message>
        <source>shown side by side</source>
        <translation>nebeneinander</translation>
    </message>
    <message>
        <source>combined in one ranking</source>
        <translation>in einer gemeinsamen Rangliste</translation>
    </message>
    <message>
        <source>Your next search uses two models, {words}.</source>
        <translation>Die nächste Suche verwendet zwei Modelle, {words}.</translation>
    </message>
    <message>
        <source>Switching models…</source>
        <translation>Modell wird gewechselt…</translation>
    </message>
    <message>
        <source>Loading model…</source>
        <translation>Modell wird geladen…</translation>
    </message>
    <message>
        <source>Adding…</source>
        <translation>Wird hinzugefügt…</translation>
    </message>
    <message>
        <source>Scanning folders…</source>
        <translation>Ordner werden durchsucht…</translation>
    </message>
    <message>
        <source>The file of {clip} was replaced.</source>
        <translation>Die Datei von {clip} wurde ersetzt.</translation>
    </message>
    <message>
        <source>You can carry over what you kept of the previous version.</source>
        <translation>Was Sie zur früheren Fassung festgehalten haben, kann diese übernehmen.</translation>
    </message>
    <message>
        <source>Carry over</source>
        <translation>Übernehmen</translation>
    </message>
    <message>
        <source>carry-over</source>
        <translation>Übernahme</translation>
    </message>
    <message>
        <source>Carried over to {clip}.</source>
        <translation>Auf {clip} übertragen.</translation>
    </message>
    <message>
        <source>Too long for this version, so they stayed with the previous one: {moments}.</source>
        <translation>Zu lang für diese Fassung und deshalb bei der früheren geblieben: {moments}.</translation>
    </message>
    <message>
        <source>Undo</source>
        <translation>Rückgängig</translation>
    </message>
    <message>
        <source>Redo</source>
        <translation>Wiederholen</translation>
    </message>
    <message>
        <source>rating</source>
        <translation>Bewertung</translation>
    </message>
    <message>
        <source>pick</source>
        <translation>Auswahl</translation>
    </message>
    <message>
        <source>seen</source>
        <translation>Gesehen</translation>
    </message>
    <message>
        <source>tags</source>
        <translation>Tags</translation>
    </message>
    <message>
        <source>{clips} could not be marked: not indexed yet.</source>
        <translation>Nicht markiert, weil noch nicht indiziert: {clips}.</translation>
    </message>
    <message>
        <source>Search by image</source>
        <translation>Mit einem Bild suchen</translation>
    </message>
    <message>
        <source>The picture could not be kept: {error}.</source>
        <translation>Das Bild konnte nicht abgelegt werden: {error}.</translation>
    </message>
    <message>
        <source>Save it as a file, and drop that onto the search line.</source>
        <translation>Speichern Sie es als Datei, und ziehen Sie diese auf die Suchzeile.</translation>
    </message>
    <message>
        <source>No proxies to make: these clips have one, are stills, or are not indexed yet.</source>
        <translation>Keine Proxys zu erstellen: Diese Clips haben einen, sind Standbilder oder noch nicht indiziert.</translation>
    </message>
    <message>
        <source>The clips themselves were indexed.</source>
        <translation>Die Clips selbst wurden indiziert.</translation>
    </message>
    <message>
        <source>{clips} could not be indexed.</source>
        <translation>Nicht indiziert: {clips}.</translation>
    </message>
    <message>
        <source>keeping</source>
        <translation>Ablegen</translation>
    </message>
    <message>
        <source>Kept {moments}.</source>
        <translation>Abgelegt: {moments}.</translation>
    </message>
    <message>
        <source>Show</source>
        <translation>Zeigen</translation>
    </message>
    <message>
        <source>removal</source>
        <translation>Entfernen</translation>
    </message>
    <message>
        <source>collection</source>
        <translation>Sammlung</translation>
    </message>
    <message>
        <source>order</source>
        <translation>Reihenfolge</translation>
    </message>
    <message>
        <source>note</source>
        <translation>Notiz</translation>
    </message>
    <message>
        <source>moment</source>
        <translation>Moment</translation>
    </message>
    <message>
        <source>File of {clip}</source>
        <translation>Datei von {clip}</translation>
    </message>
    <message>
        <source>{file} is not the same clip as {kept}: its content is different.</source>
        <translation>{file} ist nicht derselbe Clip wie {kept}: Der Inhalt ist anders.</translation>
    </message>
    <message>
        <source>In and out may not fit. Nothing was changed.</source>
        <translation>In und Out passen vielleicht nicht. Nichts wurde geändert.</translation>
    </message>
    <message>
        <source>Use it anyway</source>
        <translation>Trotzdem verwenden</translation>
    </message>
    <message>
        <source>relinking</source>
        <translation>Verknüpfung</translation>
    </message>
    <message>
        <source>{clip} is linked to its file again.</source>
        <translation>{clip} ist wieder mit seiner Datei verknüpft.</translation>
    </message>
    <message>
        <source>{clip} is not available.</source>
        <translation>{clip} ist nicht erreichbar.</translation>
    </message>
    <message>
        <source>Relink…</source>
        <translation>Neu verknüpfen…</translation>
    </message>
    <message>
        <source>{proxies} queued; indexing comes first.</source>
        <translation>{proxies} in der Warteschlange; die Indizierung geht vor.</translation>
    </message>
    <message>
        <source>Try again</source>
        <translation>Erneut versuchen</translation>
    </message>
    <message>
        <source>Show failed clips</source>
        <translation>Fehlgeschlagene Clips zeigen</translation>
    </message>
    <message>
        <source>Show log</source>
        <translation>Protokoll zeigen</translation>
    </message>
    <message>
        <source>Models…</source>
        <translation>Modelle…</translation>
    </message>
    <message>
        <source>Indexing is paused.</source>
        <translation>Die Indizierung ist angehalten.</translation>
    </message>
    <message>
        <source>Indexing in the background.</source>
        <translation>Indizierung im Hintergrund.</translation>
    </message>
    <message>
        <source>Show skipped items</source>
        <translation>Übersprungenes zeigen</translation>
    </message>
    <message>
        <source>Paused · {words}</source>
        <translation>Angehalten · {words}</translation>
    </message>
    <message>
        <source>{clips} indexed</source>
        <translation>{clips} indiziert</translation>
    </message>
    <message>
        <source>Indexing is paused · </source>
        <translation>Die Indizierung ist angehalten · </translation>
    </message>
    <message>
        <source>, {number} waiting</source>
        <translation>, {number} warten</translation>
    </message>
    <message>
        <source>{held}{ready}{waiting} · {duration} of footage</source>
        <translation>{held}{ready}{waiting} · {duration} Material</translation>
    </message>
    <message>
        <source>Files on disk are not touched. You can undo this for 30 days.</source>
        <translation>Dateien auf dem Laufwerk bleiben unberührt. Das lässt sich 30 Tage lang rückgängig machen.</translation>
    </message>
    <message>
        <source>all {clips}</source>
        <translation>alle {clips}</translation>
    </message>
    <message>
        <source>Remove {name} from the library?</source>
        <translation>{name} aus der Bibliothek entfernen?</translation>
    </message>
    <message>
        <source>Remove</source>
        <translation>Entfernen</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>Abbrechen</translation>
    </message>
    <message>
        <source>Forget {name}?</source>
        <translation>{name} vergessen?</translation>
    </message>
    <message>
        <source>{lost} You can undo this for 30 days.</source>
        <translation>{lost} Das lässt sich 30 Tage lang rückgängig machen.</translation>
    </message>
    <message>
        <source>Forget</source>
        <translation>Vergessen</translation>
    </message>
    <message>
        <source>Removed {name} from the library.</source>
        <translation>{name} aus der Bibliothek entfernt.</translation>
    </message>
    <message>
        <source>Forgot {name}.</source>
        <translation>{name} vergessen.</translation>
    </message>
    <message>
        <source>You can restore it for 30 days: File &gt; Restore removed…</source>
        <translation>30 Tage lang wiederherstellbar: Datei &gt; Entferntes wiederherstellen…</translation>
    </message>
    <message>
        <source>Restored {clips}.</source>
        <translation>Wiederhergestellt: {clips}.</translation>
    </message>
    <message>
        <source> with {moments} ({footage} of footage)</source>
        <translation> ({moments}, {footage} Material)</translation>
    </message>
    <message>
        <source> leaves the library.</source>
        <translation> verlässt die Bibliothek.</translation>
    </message>
    <message>
        <source> leave the library.</source>
        <translation> verlassen die Bibliothek.</translation>
    </message>
    <message>
        <source> {clips} stays: another folder in the library contains it.</source>
        <translation> {clips} bleibt: Ein anderer Ordner der Bibliothek enthält ihn.</translation>
    </message>
    <message>
        <source> {clips} stay: another folder in the library contains them.</source>
        <translation> {clips} bleiben: Ein anderer Ordner der Bibliothek enthält sie.</translation>
    </message>
    <message>
        <source>All clips</source>
        <translation>Alle Clips</translation>
    </message>
    <message>
        <source>New</source>
        <translation>Neu</translation>
    </message>
    <message>
        <source>Failed</source>
        <translation>Fehlgeschlagen</translation>
    </message>
    <message>
        <source>Missing</source>
        <translation>Fehlend</translation>
    </message>
    <message>
        <source>Single clips</source>
        <translation>Einzelne Clips</translation>
    </message>
    <message>
        <source>Basket</source>
        <translation>Korb</translation>
    </message>
    <message>
        <source>Searching as soon as the model is loaded…</source>
        <translation>Die Suche beginnt, sobald das Modell geladen ist…</translation>
    </message>
    <message>
        <source>Searching…</source>
        <translation>Suche läuft…</translation>
    </message>
    <message>
        <source>Asking both models…</source>
        <translation>Beide Modelle werden befragt…</translation>
    </message>
    <message>
        <source>Run a search to see which frames matched which words.</source>
        <translation>Nach einer Suche ist hier zu sehen, welche Bilder zu welchen Wörtern passten.</translation>
    </message>
    <message>
        <source>like</source>
        <translation>Gefällt</translation>
    </message>
    <message>
        <source>dislike</source>
        <translation>Gefällt nicht</translation>
    </message>
    <message>
        <source>likes</source>
        <translation>Bewertungen</translation>
    </message>
    <message>
        <source>Recent searches</source>
        <translation>Letzte Suchen</translation>
    </message>
    <message>
        <source>None yet</source>
        <translation>Noch keine</translation>
    </message>
    <message>
        <source>Off</source>
        <translation>Aus</translation>
    </message>
    <message>
        <source>Clear recent searches</source>
        <translation>Letzte Suchen löschen</translation>
    </message>
    <message>
        <source>Nothing to save yet: describe a shot or choose a filter first.</source>
        <translation>Noch nichts zu sichern: zuerst eine Einstellung beschreiben oder einen Filter wählen.</translation>
    </message>
    <message>
        <source>Saved the search “{name}”.</source>
        <translation>Die Suche „{name}“ ist gesichert.</translation>
    </message>
    <message>
        <source>saved search</source>
        <translation>gesicherte Suche</translation>
    </message>
    <message>
        <source>Rename</source>
        <translation>Umbenennen</translation>
    </message>
    <message>
        <source>New name</source>
        <translation>Neuer Name</translation>
    </message>
    <message>
        <source>name</source>
        <translation>Name</translation>
    </message>
    <message>
        <source>Deleted “{name}”.</source>
        <translation>„{name}“ gelöscht.</translation>
    </message>
    <message>
        <source>Copied {timecode}.</source>
        <translation>{timecode} kopiert.</translation>
    </message>
    <message>
        <source>in and out</source>
        <translation>In und Out</translation>
    </message>
    <message>
        <source>Filter: {filter}</source>
        <translation>Filter: {filter}</translation>
    </message>
    <message>
        <source>Search only clips that pass this filter, instead of the words “{words}”</source>
        <translation>Statt der Wörter „{words}“ nur Clips suchen, die diesen Filter erfüllen</translation>
    </message>
    <message>
        <source>It was restarted and tries the clip once more.</source>
        <translation>Er wurde neu gestartet und liest den Clip noch einmal.</translation>
    </message>
    <message>
        <source>It was restarted, and the clip was indexed on the second try.</source>
        <translation>Er wurde neu gestartet; beim zweiten Versuch wurde der Clip indiziert.</translation>
    </message>
    <message>
        <source>It stopped twice, so the clip is skipped until you retry it. Others are not affected.</source>
        <translation>Er ist zweimal abgebrochen, deshalb wird der Clip übersprungen, bis Sie ihn erneut versuchen. Andere Clips sind nicht betroffen.</translation>
    </message>
    <message>
        <source>It was restarted. The clip could not be indexed on the second try either.</source>
        <translation>Er wurde neu gestartet. Auch beim zweiten Versuch konnte der Clip nicht indiziert werden.</translation>
    </message>
    <message>
        <source>Trying once more: {names}.</source>
        <translation>Wird noch einmal versucht: {names}.</translation>
    </message>
    <message>
        <source>Indexed on the second try: {names}.</source>
        <translation>Beim zweiten Versuch indiziert: {names}.</translation>
    </message>
    <message>
        <source>Skipped until you retry: {names}.</source>
        <translation>Übersprungen, bis Sie es erneut versuchen: {names}.</translation>
    </message>
    <message>
        <source>Could not be indexed: {names}.</source>
        <translation>Konnte nicht indiziert werden: {names}.</translation>
    </message>
    <message>
        <source>The decoder stopped while reading {clips}.</source>
        <translation>Der Decoder ist beim Lesen von {clips} abgebrochen.</translation>
    </message>
    <message>
        <source>{clip} has not been read yet.</source>
        <translation>{clip} wurde noch nicht gelesen.</translation>
    </message>
    <message>
        <source>Write captions for it once it is indexed.</source>
        <translation>Beschreibungen dafür gehen, sobald der Clip indexiert ist.</translation>
    </message>
    <message>
        <source>New caption for this still</source>
        <translation>Neue Beschreibung für dieses Standbild</translation>
    </message>
    <message>
        <source>New caption for the whole clip</source>
        <translation>Neue Beschreibung für den ganzen Clip</translation>
    </message>
    <message>
        <source>New caption for {times}</source>
        <translation>Neue Beschreibung für {times}</translation>
    </message>
    <message>
        <source>caption</source>
        <translation>Beschreibung</translation>
    </message>
    <message>
        <source>No in and out points are set.</source>
        <translation>Es sind keine In- und Out-Punkte gesetzt.</translation>
    </message>
    <message>
        <source>Set them in the player first.</source>
        <translation>Zuerst im Player setzen.</translation>
    </message>
    <message>
        <source>These results were not found by a sentence.</source>
        <translation>Diese Ergebnisse wurden nicht mit einem Satz gefunden.</translation>
    </message>
    <message>
        <source>Only results of a sentence can be right or wrong.</source>
        <translation>Nur Ergebnisse eines Satzes können richtig oder falsch sein.</translation>
    </message>
    <message>
        <source>judgement</source>
        <translation>Urteil</translation>
    </message>
    <message>
        <source>Selects</source>
        <translation>Auswahl</translation>
    </message>
    <message>
        <source>Selected: {moments}</source>
        <translation>Ausgewählt: {moments}</translation>
    </message>
    <message>
        <source>All results: {moments}</source>
        <translation>Alle Ergebnisse: {moments}</translation>
    </message>
    <message>
        <source>Selected in the basket: {moments}</source>
        <translation>Im Korb ausgewählt: {moments}</translation>
    </message>
    <message>
        <source>{collection}: {moments}</source>
        <translation>{collection}: {moments}</translation>
    </message>
    <message>
        <source>Show in file manager</source>
        <translation>Im Dateimanager zeigen</translation>
    </message>
    <message>
        <source>Import timeline</source>
        <translation>Timeline importieren</translation>
    </message>
    <message>
        <source>Copied {moments} as text.</source>
        <translation>{moments} als Text kopiert.</translation>
    </message>
    <message>
        <source>The frame could not be written to {folder}.</source>
        <translation>Das Bild konnte nicht in {folder} geschrieben werden.</translation>
    </message>
    <message>
        <source>import</source>
        <translation>Import</translation>
    </message>
    <message>
        <source>None of its clips can be reached now, so nothing was written.</source>
        <translation>Keiner der Clips ist gerade erreichbar, deshalb wurde nichts geschrieben.</translation>
    </message>
    <message>
        <source>Connect their drives.</source>
        <translation>Schließen Sie die Laufwerke an.</translation>
    </message>
</context>
<context>
    <name>Finetune</name>
    <message>
        <source>{clip} is not in the library. Add it, or remove the example.</source>
        <translation>{clip} ist nicht in der Bibliothek. Fügen Sie ihn hinzu oder entfernen Sie das Beispiel.</translation>
    </message>
    <message>
        <source>{clip} is not indexed yet.</source>
        <translation>{clip} ist noch nicht indiziert.</translation>
    </message>
    <message>
        <source>{file} is neither a picture nor a clip of the library.</source>
        <translation>{file} ist weder ein Bild noch ein Clip der Bibliothek.</translation>
    </message>
    <message>
        <source>Nothing is selected in the main window.</source>
        <translation>Im Hauptfenster ist nichts ausgewählt.</translation>
    </message>
    <message>
        <source>The basket is empty.</source>
        <translation>Der Korb ist leer.</translation>
    </message>
    <message>
        <source>Looking for similar moments…</source>
        <translation>Ähnliche Momente werden gesucht…</translation>
    </message>
    <message>
        <source>No more moments look like these.</source>
        <translation>Kein weiterer Moment sieht so aus.</translation>
    </message>
    <message>
        <source>The main window shows no more moments.</source>
        <translation>Das Hauptfenster zeigt keine weiteren Momente.</translation>
    </message>
    <message>
        <source>Template saved as {file}. Fill it in and add it here.</source>
        <translation>Vorlage als {file} gespeichert. Füllen Sie sie aus und fügen Sie sie hier hinzu.</translation>
    </message>
    <message>
        <source>Reading captions and clips…</source>
        <translation>Beschreibungen und Clips werden gelesen…</translation>
    </message>
    <message>
        <source>Indexing has started. Check again once the main window says it is done.</source>
        <translation>Die Indizierung läuft. Prüfen Sie erneut, wenn das Hauptfenster meldet, dass sie fertig ist.</translation>
    </message>
    <message>
        <source>Measuring on this computer with a short trial…</source>
        <translation>Ein kurzer Versuch misst den Aufwand auf diesem Computer…</translation>
    </message>
    <message>
        <source>A training run is in progress.</source>
        <translation>Es läuft ein Training.</translation>
    </message>
    <message>
        <source>Time and memory have not been measured yet.</source>
        <translation>Zeit und Speicher sind noch nicht gemessen.</translation>
    </message>
    <message>
        <source>A training run is in progress. Stop it first.</source>
        <translation>Es läuft ein Training. Beenden Sie es zuerst.</translation>
    </message>
    <message>
        <source>Starting…</source>
        <translation>Wird gestartet…</translation>
    </message>
    <message>
        <source>Paused.</source>
        <translation>Angehalten.</translation>
    </message>
    <message>
        <source>Stopping, and measuring the best state…</source>
        <translation>Wird beendet, der beste Stand wird gemessen…</translation>
    </message>
    <message>
        <source>This training run was interrupted. You can resume it.</source>
        <translation>Dieses Training wurde unterbrochen. Es kann fortgesetzt werden.</translation>
    </message>
    <message>
        <source>This training run failed.</source>
        <translation>Dieses Training ist fehlgeschlagen.</translation>
    </message>
    <message>
        <source>Finished. {message}</source>
        <translation>Fertig. {message}</translation>
    </message>
    <message>
        <source>No training run has been started.</source>
        <translation>Es wurde noch kein Training begonnen.</translation>
    </message>
    <message>
        <source>The training is finished.</source>
        <translation>Das Training ist fertig.</translation>
    </message>
    <message>
        <source>The training failed.</source>
        <translation>Das Training ist fehlgeschlagen.</translation>
    </message>
    <message>
        <source>Searching before and after…</source>
        <translation>Suche vorher und nachher…</translation>
    </message>
    <message>
        <source>{model}, taught</source>
        <translation>{model}, angelernt</translation>
    </message>
    <message>
        <source>Keeping what was learned…</source>
        <translation>Das Gelernte wird behalten…</translation>
    </message>
    <message>
        <source>There is nothing to keep yet.</source>
        <translation>Es gibt noch nichts zu behalten.</translation>
    </message>
    <message>
        <source>A training run was interrupted.</source>
        <translation>Ein Training wurde unterbrochen.</translation>
    </message>
    <message>
        <source>You can resume it where it stopped.</source>
        <translation>Sie können es dort fortsetzen, wo es aufgehört hat.</translation>
    </message>
    <message>
        <source>Show</source>
        <translation>Zeigen</translation>
    </message>
    <message>
        <source>The library is not open yet.</source>
        <translation>Die Bibliothek ist noch nicht geöffnet.</translation>
    </message>
    <message>
        <source>You started teaching {other} from {examples}. Start with {name} instead?</source>
        <translation>Sie haben begonnen, {other} anzulernen ({examples}). Stattdessen mit {name} beginnen?</translation>
    </message>
    <message>
        <source>a name</source>
        <translation>einen Namen</translation>
    </message>
    <message>
        <source>Teach again</source>
        <translation>Erneut anlernen</translation>
    </message>
    <message>
        <source>Begin</source>
        <translation>Beginnen</translation>
    </message>
    <message>
        <source>Next</source>
        <translation>Weiter</translation>
    </message>
    <message>
        <source>Teach this name</source>
        <translation>Diesen Namen anlernen</translation>
    </message>
    <message>
        <source>Start training</source>
        <translation>Training beginnen</translation>
    </message>
    <message>
        <source>Write the name first.</source>
        <translation>Schreiben Sie zuerst den Namen.</translation>
    </message>
    <message>
        <source>Give {least} to {most} examples.</source>
        <translation>Geben Sie {least} bis {most} Beispiele.</translation>
    </message>
    <message>
        <source>Delete the run {run} and its figures? What was kept of it stays.</source>
        <translation>Den Lauf {run} und seine Zahlen löschen? Was davon behalten wurde, bleibt.</translation>
    </message>
    <message>
        <source>Delete run</source>
        <translation>Lauf löschen</translation>
    </message>
    <message>
        <source>Delete</source>
        <translation>Löschen</translation>
    </message>
    <message>
        <source>running</source>
        <translation>läuft</translation>
    </message>
    <message>
        <source>paused</source>
        <translation>angehalten</translation>
    </message>
    <message>
        <source>interrupted</source>
        <translation>unterbrochen</translation>
    </message>
    <message>
        <source>finished</source>
        <translation>fertig</translation>
    </message>
    <message>
        <source>failed</source>
        <translation>fehlgeschlagen</translation>
    </message>
    <message>
        <source>better</source>
        <translation>besser</translation>
    </message>
    <message>
        <source>worse</source>
        <translation>schlechter</translation>
    </message>
    <message>
        <source>no clear change</source>
        <translation>keine deutliche Änderung</translation>
    </message>
    <message>
        <source>Check</source>
        <translation>Prüfen</translation>
    </message>
    <message>
        <source>Kind of problem</source>
        <translation>Art des Problems</translation>
    </message>
    <message>
        <source>Problems</source>
        <translation>Probleme</translation>
    </message>
    <message>
        <source>Index clips first</source>
        <translation>Zuerst Clips indizieren</translation>
    </message>
    <message>
        <source>Check again</source>
        <translation>Erneut prüfen</translation>
    </message>
    <message>
        <source>Are these captions true?</source>
        <translation>Stimmen diese Beschreibungen?</translation>
    </message>
    <message>
        <source>Sample pairs</source>
        <translation>Beispielpaare</translation>
    </message>
    <message>
        <source>Show others</source>
        <translation>Andere zeigen</translation>
    </message>
    <message>
        <source>All problems ({count})</source>
        <translation>Alle Probleme ({count})</translation>
    </message>
    <message>
        <source>{problem} ({count})</source>
        <translation>{problem} ({count})</translation>
    </message>
    <message>
        <source>Index {clips} first</source>
        <translation>Zuerst {clips} indizieren</translation>
    </message>
    <message>
        <source>{way}: {advice}</source>
        <translation>{way}: {advice}</translation>
    </message>
    <message>
        <source>No captions were found. Go back and add some.</source>
        <translation>Es wurden keine Beschreibungen gefunden. Gehen Sie zurück und fügen Sie welche hinzu.</translation>
    </message>
    <message>
        <source>{usable} of {pairs} can be used.</source>
        <translation>{pairs}, davon {usable} verwendbar.</translation>
    </message>
    <message>
        <source>Pairs with a problem are left out.</source>
        <translation>Paare mit einem Problem bleiben außen vor.</translation>
    </message>
    <message>
        <source>Split by clip: {train} of {train_clips} to learn from, {validation} of {validation_clips} to choose the best state, {test} of {test_clips} held back to measure the result.</source>
        <translation>Nach Clips geteilt: {train} aus {train_clips} zum Lernen, {validation} aus {validation_clips} zur Wahl des besten Stands, {test} aus {test_clips} bleiben für die Messung zurück.</translation>
    </message>
    <message>
        <source>Split by clip: {train} of {train_clips} to learn from, {validation} of {validation_clips} to choose the best state. Too few to hold some back: the result is measured on all of them, each by a training that leaves its clip out.</source>
        <translation>Nach Clips geteilt: {train} aus {train_clips} zum Lernen, {validation} aus {validation_clips} zur Wahl des besten Stands. Zu wenige, um welche zurückzuhalten: gemessen wird an allen, jeweils durch ein Training ohne den Clip.</translation>
    </message>
    <message>
        <source>Your captions use {words} that the model never learned: {shown}</source>
        <translation>Ihre Beschreibungen enthalten {words}, die das Modell nie gelernt hat: {shown}</translation>
    </message>
    <message>
        <source>Curves</source>
        <translation>Kurven</translation>
    </message>
    <message>
        <source>Epoch</source>
        <translation>Epoche</translation>
    </message>
    <message>
        <source>Loss</source>
        <translation>Verlust</translation>
    </message>
    <message>
        <source>Training</source>
        <translation>Training</translation>
    </message>
    <message>
        <source>Validation</source>
        <translation>Validierung</translation>
    </message>
    <message>
        <source>Found, %</source>
        <translation>Gefunden, %</translation>
    </message>
    <message>
        <source>First (R@1)</source>
        <translation>An erster Stelle (R@1)</translation>
    </message>
    <message>
        <source>Among the first 5 (R@5)</source>
        <translation>Unter den ersten 5 (R@5)</translation>
    </message>
    <message>
        <source>best</source>
        <translation>bester</translation>
    </message>
    <message>
        <source>Epoch {epoch} of {epochs}: loss {train} in training, {validation} in validation; found first {first} %, among the first 5 {five} %.</source>
        <translation>Epoche {epoch} von {epochs}: Verlust {train} im Training, {validation} in der Validierung; an erster Stelle gefunden {first} %, unter den ersten 5 {five} %.</translation>
    </message>
    <message>
        <source>Best so far: epoch {epoch}, {first} % found first.</source>
        <translation>Bisher am besten: Epoche {epoch}, {first} % an erster Stelle gefunden.</translation>
    </message>
    <message>
        <source>A name and its examples</source>
        <translation>Ein Name und seine Beispiele</translation>
    </message>
    <message>
        <source>Give {least} to {most} moments or pictures of one thing, from different angles and shots. You can then use its name in any sentence, such as “Rex jumps into the lake”.</source>
        <translation>Geben Sie {least} bis {most} Momente oder Bilder einer Sache, aus verschiedenen Blickwinkeln und Einstellungen. Danach können Sie ihren Namen in jedem Satz verwenden, etwa „Rex jumps into the lake“.</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>Name</translation>
    </message>
    <message>
        <source>Name, e.g. Rex or the Miller logo</source>
        <translation>Name, z. B. Rex oder das Miller-Logo</translation>
    </message>
    <message>
        <source>Examples</source>
        <translation>Beispiele</translation>
    </message>
    <message>
        <source>Remove</source>
        <translation>Entfernen</translation>
    </message>
    <message>
        <source>Does one of these show it too?</source>
        <translation>Zeigt einer von diesen es auch?</translation>
    </message>
    <message>
        <source>Suggested examples</source>
        <translation>Vorgeschlagene Beispiele</translation>
    </message>
    <message>
        <source>Add to the examples</source>
        <translation>Zu den Beispielen</translation>
    </message>
    <message>
        <source>Suggest more examples</source>
        <translation>Mehr Beispiele vorschlagen</translation>
    </message>
    <message>
        <source>Add selected moments</source>
        <translation>Ausgewählte Momente</translation>
    </message>
    <message>
        <source>Add from basket</source>
        <translation>Aus dem Korb</translation>
    </message>
    <message>
        <source>Pictures or clips…</source>
        <translation>Bilder oder Clips…</translation>
    </message>
    <message>
        <source>Look through the results</source>
        <translation>Ergebnisse durchsehen</translation>
    </message>
    <message>
        <source>None yet. Select moments in the main window and add them, or drop pictures.</source>
        <translation>Noch keine. Wählen Sie Momente im Hauptfenster aus und fügen Sie sie hinzu, oder lassen Sie Bilder hier fallen.</translation>
    </message>
    <message>
        <source>{examples}; at least {least} are needed.</source>
        <translation>{examples}; mindestens {least} sind nötig.</translation>
    </message>
    <message>
        <source>{examples}; at most {most} can be used.</source>
        <translation>{examples}; höchstens {most} können verwendet werden.</translation>
    </message>
    <message>
        <source>{examples}. More, and different ones, make the name more reliable.</source>
        <translation>{examples}. Mehr und verschiedenere machen den Namen zuverlässiger.</translation>
    </message>
    <message>
        <source>Pictures or clips that show it</source>
        <translation>Bilder oder Clips, die es zeigen</translation>
    </message>
    <message>
        <source>Right moment first (R@1), %</source>
        <translation>Richtiger Moment an erster Stelle (R@1), %</translation>
    </message>
    <message>
        <source>Right moment among 5 (R@5), %</source>
        <translation>Richtiger Moment unter 5 (R@5), %</translation>
    </message>
    <message>
        <source>Right moment among 10 (R@10), %</source>
        <translation>Richtiger Moment unter 10 (R@10), %</translation>
    </message>
    <message>
        <source>Median rank (lower is better)</source>
        <translation>Median des Rangs (niedriger ist besser)</translation>
    </message>
    <message>
        <source>Before and after</source>
        <translation>Vorher und nachher</translation>
    </message>
    <message>
        <source>On what was taught</source>
        <translation>Bei dem, was angelernt wurde</translation>
    </message>
    <message>
        <source>Figures before and after</source>
        <translation>Zahlen vorher und nachher</translation>
    </message>
    <message>
        <source>On other clips and sentences</source>
        <translation>Mit anderen Clips und Sätzen</translation>
    </message>
    <message>
        <source>Nothing of this was taught. A clear fall means that the model forgot.</source>
        <translation>Nichts davon wurde angelernt. Ein deutlicher Rückgang heißt, dass das Modell etwas vergessen hat.</translation>
    </message>
    <message>
        <source>Figures on what was not taught</source>
        <translation>Zahlen zu dem, was nicht angelernt wurde</translation>
    </message>
    <message>
        <source>Your own sentences</source>
        <translation>Ihre eigenen Sätze</translation>
    </message>
    <message>
        <source>Your last searches, or whatever you write here: what each finds first.</source>
        <translation>Ihre letzten Suchen oder was Sie hier schreiben: was jeder Satz zuerst findet.</translation>
    </message>
    <message>
        <source>Sentence {number}</source>
        <translation>Satz {number}</translation>
    </message>
    <message>
        <source>Same moment first, %</source>
        <translation>Derselbe Moment zuerst, %</translation>
    </message>
    <message>
        <source>First moment still in the top 5, %</source>
        <translation>Erster Moment noch unter den ersten 5, %</translation>
    </message>
    <message>
        <source>First moment still in the top 10, %</source>
        <translation>Erster Moment noch unter den ersten 10, %</translation>
    </message>
    <message>
        <source>Describe a shot</source>
        <translation>Eine Einstellung beschreiben</translation>
    </message>
    <message>
        <source>Compare</source>
        <translation>Vergleichen</translation>
    </message>
    <message>
        <source>Nothing has been measured yet.</source>
        <translation>Es wurde noch nichts gemessen.</translation>
    </message>
    <message>
        <source>Measured by {searches} for moments that were not used for training, each among {moments}. Brackets: the change lies in this range with 95 % certainty.</source>
        <translation>Gemessen mit {searches} nach Momenten, die nicht zum Trainieren dienten, jeweils unter {moments}. In Klammern: In diesem Bereich liegt die Änderung mit 95 % Sicherheit.</translation>
    </message>
    <message>
        <source>Nothing of this was taught. Plain sentences should still lead to much the same moments of your other clips: what came first must be among ten for {least} of 100.</source>
        <translation>Nichts davon wurde angelernt. Einfache Sätze sollen noch zu ungefähr denselben Momenten Ihrer anderen Clips führen: Was zuerst kam, muss bei {least} von 100 unter den ersten zehn sein.</translation>
    </message>
    <message>
        <source>Before</source>
        <translation>Vorher</translation>
    </message>
    <message>
        <source>After</source>
        <translation>Nachher</translation>
    </message>
    <message>
        <source>“{sentence}”: {change}</source>
        <translation>„{sentence}“: {change}</translation>
    </message>
    <message>
        <source>{sentence}: {side}</source>
        <translation>{sentence}: {side}</translation>
    </message>
    <message>
        <source>Not measured: the library has too few other moments to tell whether the model forgot something. Compare your usual searches below before you use it.</source>
        <translation>Nicht gemessen: Die Bibliothek hat zu wenige andere Momente, um zu sagen, ob das Modell etwas vergessen hat. Vergleichen Sie unten Ihre üblichen Suchen, bevor Sie es verwenden.</translation>
    </message>
    <message>
        <source>Only moments that were held back from training are searched here.</source>
        <translation>Durchsucht werden hier nur Momente, die vom Training ausgenommen waren.</translation>
    </message>
    <message>
        <source>What was taught and a sample of the library are searched here, not all of it.</source>
        <translation>Durchsucht werden hier das Angelernte und eine Stichprobe der Bibliothek, nicht alles.</translation>
    </message>
    <message>
        <source>the same moments in the same order</source>
        <translation>dieselben Momente in derselben Reihenfolge</translation>
    </message>
    <message>
        <source>the same moments in another order</source>
        <translation>dieselben Momente in anderer Reihenfolge</translation>
    </message>
    <message>
        <source>{moments} of {all} are new</source>
        <translation>{moments} von {all} sind neu</translation>
    </message>
    <message>
        <source>Figure</source>
        <translation>Kennzahl</translation>
    </message>
    <message>
        <source>Change, 95 % interval</source>
        <translation>Änderung, 95-%-Intervall</translation>
    </message>
    <message>
        <source>{change} ({low} to {high})</source>
        <translation>{change} ({low} bis {high})</translation>
    </message>
    <message>
        <source>{interval}, no clear change</source>
        <translation>{interval}, keine deutliche Änderung</translation>
    </message>
    <message>
        <source>Moments and captions</source>
        <translation>Momente und Beschreibungen</translation>
    </message>
    <message>
        <source>A caption is a sentence that is true of a moment, such as “the red van turns left”. Files are only read; nothing is copied or changed.</source>
        <translation>Eine Beschreibung ist ein Satz, der auf einen Moment zutrifft, etwa „the red van turns left“. Dateien werden nur gelesen; nichts wird kopiert oder geändert.</translation>
    </message>
    <message>
        <source>Captions and judgements in this library</source>
        <translation>Beschreibungen und Urteile in dieser Bibliothek</translation>
    </message>
    <message>
        <source>Files and folders with captions</source>
        <translation>Dateien und Ordner mit Beschreibungen</translation>
    </message>
    <message>
        <source>Drop caption files or folders here, or add them below.</source>
        <translation>Lassen Sie Dateien mit Beschreibungen oder Ordner hier fallen, oder fügen Sie sie unten hinzu.</translation>
    </message>
    <message>
        <source>CSV, TSV, JSON and JSON Lines with a file and a caption in each row, start and end if you like; or folders of clips with a .txt, .srt or .vtt file of the same name beside each.</source>
        <translation>CSV, TSV, JSON und JSON Lines mit einer Datei und einer Beschreibung je Zeile, auf Wunsch mit Anfang und Ende; oder Ordner mit Clips, neben denen je eine gleichnamige .txt-, .srt- oder .vtt-Datei liegt.</translation>
    </message>
    <message>
        <source>Save a template…</source>
        <translation>Vorlage speichern…</translation>
    </message>
    <message>
        <source>An example table to fill in with any spreadsheet program</source>
        <translation>Eine Beispieltabelle zum Ausfüllen mit einer Tabellenkalkulation</translation>
    </message>
    <message>
        <source>Add files…</source>
        <translation>Dateien hinzufügen…</translation>
    </message>
    <message>
        <source>Add folder…</source>
        <translation>Ordner hinzufügen…</translation>
    </message>
    <message>
        <source>Counting…</source>
        <translation>Wird gezählt…</translation>
    </message>
    <message>
        <source>There are none yet. Select a moment in the main window and type its caption in the details.</source>
        <translation>Es gibt noch keine. Wählen Sie im Hauptfenster einen Moment und schreiben Sie seine Beschreibung in die Details.</translation>
    </message>
    <message>
        <source>{captions}, {judgements} that a result is right</source>
        <translation>{captions}, {judgements}, dass ein Ergebnis richtig ist</translation>
    </message>
    <message>
        <source>Add a folder of clips with captions</source>
        <translation>Ordner mit Clips und Beschreibungen hinzufügen</translation>
    </message>
    <message>
        <source>Add caption files</source>
        <translation>Dateien mit Beschreibungen hinzufügen</translation>
    </message>
    <message>
        <source>Save a template</source>
        <translation>Vorlage speichern</translation>
    </message>
    <message>
        <source>Table (*.csv)</source>
        <translation>Tabelle (*.csv)</translation>
    </message>
    <message>
        <source>Clip not found</source>
        <translation>Clip nicht gefunden</translation>
    </message>
    <message>
        <source>Cannot be read</source>
        <translation>Nicht lesbar</translation>
    </message>
    <message>
        <source>Not indexed</source>
        <translation>Nicht indiziert</translation>
    </message>
    <message>
        <source>Caption empty</source>
        <translation>Beschreibung leer</translation>
    </message>
    <message>
        <source>Caption too long</source>
        <translation>Beschreibung zu lang</translation>
    </message>
    <message>
        <source>Duplicate</source>
        <translation>Doppelt</translation>
    </message>
    <message>
        <source>In training and test</source>
        <translation>In Training und Test</translation>
    </message>
    <message>
        <source>Times outside the clip</source>
        <translation>Zeiten außerhalb des Clips</translation>
    </message>
    <message>
        <source>Row not understood</source>
        <translation>Zeile nicht verstanden</translation>
    </message>
    <message>
        <source>Text encoding</source>
        <translation>Zeichenkodierung</translation>
    </message>
    <message>
        <source>Problem</source>
        <translation>Problem</translation>
    </message>
    <message>
        <source>From</source>
        <translation>Aus</translation>
    </message>
    <message>
        <source>Clip</source>
        <translation>Clip</translation>
    </message>
    <message>
        <source>What is wrong, and what to do</source>
        <translation>Was nicht stimmt und was zu tun ist</translation>
    </message>
    <message>
        <source>Settings</source>
        <translation>Einstellungen</translation>
    </message>
    <message>
        <source>Quick</source>
        <translation>Schnell</translation>
    </message>
    <message>
        <source>Careful</source>
        <translation>Gründlich</translation>
    </message>
    <message>
        <source>Fewer rounds. Shows soon whether the captions help.</source>
        <translation>Weniger Runden. Zeigt bald, ob die Beschreibungen helfen.</translation>
    </message>
    <message>
        <source>More rounds and smaller steps. For the model that you keep.</source>
        <translation>Mehr Runden und kleinere Schritte. Für das Modell, das Sie behalten.</translation>
    </message>
    <message>
        <source>Expert settings</source>
        <translation>Experteneinstellungen</translation>
    </message>
    <message>
        <source>Epochs</source>
        <translation>Epochen</translation>
    </message>
    <message>
        <source>Pairs in a batch</source>
        <translation>Paare je Stapel</translation>
    </message>
    <message>
        <source>Learning rate</source>
        <translation>Lernrate</translation>
    </message>
    <message>
        <source>Frozen layers of each tower</source>
        <translation>Eingefrorene Schichten je Turm</translation>
    </message>
    <message>
        <source>Random seed</source>
        <translation>Zufallsstartwert</translation>
    </message>
    <message>
        <source>What it takes on this computer</source>
        <translation>Aufwand auf diesem Computer</translation>
    </message>
    <message>
        <source>Measure again</source>
        <translation>Erneut messen</translation>
    </message>
    <message>
        <source>Not measured yet.</source>
        <translation>Noch nicht gemessen.</translation>
    </message>
    <message>
        <source>Time: {time}
Memory: {memory}
Disk: {disk}</source>
        <translation>Zeit: {time}
Arbeitsspeicher: {memory}
Festplatte: {disk}</translation>
    </message>
    <message>
        <source>As the preset says</source>
        <translation>Wie die Voreinstellung</translation>
    </message>
    <message>
        <source>What to teach</source>
        <translation>Was anlernen</translation>
    </message>
    <message>
        <source>Use it</source>
        <translation>Verwenden</translation>
    </message>
    <message>
        <source>Teach the model</source>
        <translation>Modell anlernen</translation>
    </message>
    <message>
        <source>Steps</source>
        <translation>Schritte</translation>
    </message>
    <message>
        <source>Back</source>
        <translation>Zurück</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>Schließen</translation>
    </message>
    <message>
        <source>Progress of the training</source>
        <translation>Fortschritt des Trainings</translation>
    </message>
    <message>
        <source>Pause</source>
        <translation>Anhalten</translation>
    </message>
    <message>
        <source>Continue</source>
        <translation>Weiter</translation>
    </message>
    <message>
        <source>Stop and keep the best</source>
        <translation>Beenden und das Beste behalten</translation>
    </message>
    <message>
        <source>End the training now and measure the best state so far</source>
        <translation>Das Training jetzt beenden und den bisher besten Stand messen</translation>
    </message>
    <message>
        <source>Show the figures as a table</source>
        <translation>Zahlen als Tabelle zeigen</translation>
    </message>
    <message>
        <source>You can close this window and keep searching; the training continues. If you quit the program, it can be resumed later.</source>
        <translation>Sie können dieses Fenster schließen und weiter suchen; das Training läuft weiter. Wenn Sie das Programm beenden, kann es später fortgesetzt werden.</translation>
    </message>
    <message>
        <source>Resume the training</source>
        <translation>Training fortsetzen</translation>
    </message>
    <message>
        <source>Clip {step} of {steps}</source>
        <translation>Clip {step} von {steps}</translation>
    </message>
    <message>
        <source>Step {step} of {steps}</source>
        <translation>Schritt {step} von {steps}</translation>
    </message>
    <message>
        <source>Loss, training</source>
        <translation>Verlust, Training</translation>
    </message>
    <message>
        <source>Loss, validation</source>
        <translation>Verlust, Validierung</translation>
    </message>
    <message>
        <source>R@1, %</source>
        <translation>R@1, %</translation>
    </message>
    <message>
        <source>R@5, %</source>
        <translation>R@5, %</translation>
    </message>
    <message>
        <source>Figures after each epoch</source>
        <translation>Zahlen nach jeder Epoche</translation>
    </message>
    <message>
        <source>Name it and use it</source>
        <translation>Benennen und verwenden</translation>
    </message>
    <message>
        <source>Name of the taught model</source>
        <translation>Name des angelernten Modells</translation>
    </message>
    <message>
        <source>Keep it</source>
        <translation>Behalten</translation>
    </message>
    <message>
        <source>Use it now</source>
        <translation>Jetzt verwenden</translation>
    </message>
    <message>
        <source>Take it back</source>
        <translation>Zurücknehmen</translation>
    </message>
    <message>
        <source>Models…</source>
        <translation>Modelle…</translation>
    </message>
    <message>
        <source>Names and words…</source>
        <translation>Namen und Wörter…</translation>
    </message>
    <message>
        <source>In use: {model}</source>
        <translation>In Verwendung: {model}</translation>
    </message>
    <message>
        <source>Back to {model}</source>
        <translation>Zurück zu {model}</translation>
    </message>
    <message>
        <source>In use. Search for it in any sentence; other searches stay as they were.</source>
        <translation>In Gebrauch. Suchen Sie in jedem Satz danach; andere Suchen bleiben, wie sie waren.</translation>
    </message>
    <message>
        <source>Nothing is re-indexed, and you can take it back at any time.</source>
        <translation>Nichts wird neu indiziert, und Sie können es jederzeit zurücknehmen.</translation>
    </message>
    <message>
        <source>Kept as “{name}” beside the other models. It can be exported and removed on the Models page.</source>
        <translation>Als „{name}“ neben den anderen Modellen behalten. Auf der Seite „Modelle“ kann es exportiert und entfernt werden.</translation>
    </message>
    <message>
        <source>The present model is kept too. Switching back takes one click.</source>
        <translation>Das jetzige Modell bleibt auch. Ein Klick führt zurück.</translation>
    </message>
    <message>
        <source>A name</source>
        <translation>Ein Name</translation>
    </message>
    <message>
        <source>Words</source>
        <translation>Wörter</translation>
    </message>
    <message>
        <source>Kinds of movement</source>
        <translation>Arten von Bewegung</translation>
    </message>
    <message>
        <source>Everything</source>
        <translation>Alles</translation>
    </message>
    <message>
        <source>A person, animal, product or place that you can show: 3 to 20 moments or pictures and its name. Takes seconds to minutes. Nothing is re-indexed, and other searches stay exactly as they are.</source>
        <translation>Eine Person, ein Tier, ein Produkt oder ein Ort, den Sie zeigen können: 3 bis 20 Momente oder Bilder und der Name. Dauert Sekunden bis Minuten. Nichts wird neu indiziert, und andere Suchen bleiben genau, wie sie sind.</translation>
    </message>
    <message>
        <source>Words that the model does not know or reads wrongly: 30 or more moments with a caption that uses them. Takes minutes. Nothing is re-indexed, and searches without these words stay exactly as they are.</source>
        <translation>Wörter, die das Modell nicht kennt oder falsch versteht: 30 oder mehr Momente mit einer Beschreibung, die sie verwendet. Dauert Minuten. Nichts wird neu indiziert, und Suchen ohne diese Wörter bleiben genau, wie sie sind.</translation>
    </message>
    <message>
        <source>What happens over time: hundreds of moments with captions. Takes minutes to hours. No clip is decoded again, and the result is a new model beside the present one.</source>
        <translation>Was im Lauf der Zeit geschieht: Hunderte Momente mit Beschreibungen. Dauert Minuten bis Stunden. Kein Clip wird neu dekodiert, und das Ergebnis ist ein neues Modell neben dem jetzigen.</translation>
    </message>
    <message>
        <source>Pictures and language too: thousands of moments with captions, better with a graphics card. Takes hours. All clips are re-indexed in the background before the new model answers.</source>
        <translation>Auch Bilder und Sprache: Tausende Momente mit Beschreibungen, besser mit einer Grafikkarte. Dauert Stunden. Alle Clips werden im Hintergrund neu indiziert, bevor das neue Modell antwortet.</translation>
    </message>
    <message>
        <source>Choose the smallest change that does what you need. Both the present model and what you teach are kept, and you can go back at any time.</source>
        <translation>Wählen Sie die kleinste Änderung, die genügt. Das jetzige Modell und das Angelernte bleiben beide, und Sie können jederzeit zurück.</translation>
    </message>
    <message>
        <source>Earlier runs</source>
        <translation>Frühere Läufe</translation>
    </message>
    <message>
        <source>Show run</source>
        <translation>Lauf zeigen</translation>
    </message>
    <message>
        <source>Rename, remove, export or import what the model was taught</source>
        <translation>Angelerntes umbenennen, entfernen, exportieren oder importieren</translation>
    </message>
    <message>
        <source>Suggested. {advice}</source>
        <translation>Vorgeschlagen. {advice}</translation>
    </message>
    <message>
        <source>Demo model</source>
        <translation>Demomodell</translation>
    </message>
    <message>
        <source>teaching</source>
        <translation>Anlernen</translation>
    </message>
    <message>
        <source>removal</source>
        <translation>Entfernen</translation>
    </message>
    <message>
        <source>renaming</source>
        <translation>Umbenennen</translation>
    </message>
    <message>
        <source>Removed {names}. Undo brings back what was learned.</source>
        <translation>{names} entfernt. Rückgängig bringt das Gelernte zurück.</translation>
    </message>
    <message>
        <source>Saved {words} of {model} in {file}.</source>
        <translation>{words} von {model} in {file} gesichert.</translation>
    </message>
    <message>
        <source>import</source>
        <translation>Import</translation>
    </message>
    <message>
        <source>Imported {words}, taught to {model}.</source>
        <translation>{words} importiert, angelernt mit {model}.</translation>
    </message>
    <message>
        <source>The model in use reads them as plain text. Teach them again.</source>
        <translation>Das verwendete Modell liest sie als gewöhnlichen Text. Lernen Sie sie erneut an.</translation>
    </message>
    <message>
        <source>This library has {names} already. Replace what was learned? Examples stay.</source>
        <translation>Diese Bibliothek enthält bereits: {names}. Gelerntes ersetzen? Die Beispiele bleiben.</translation>
    </message>
    <message>
        <source>Import names and words</source>
        <translation>Namen und Wörter importieren</translation>
    </message>
    <message>
        <source>Replace</source>
        <translation>Ersetzen</translation>
    </message>
    <message>
        <source>Looking for moments that show {name}…</source>
        <translation>Momente werden gesucht, die {name} zeigen…</translation>
    </message>
    <message>
        <source>No other moments were found.</source>
        <translation>Keine weiteren Momente gefunden.</translation>
    </message>
    <message>
        <source>another model</source>
        <translation>ein anderes Modell</translation>
    </message>
    <message>
        <source>Kind</source>
        <translation>Art</translation>
    </message>
    <message>
        <source>Taught</source>
        <translation>Angelernt</translation>
    </message>
    <message>
        <source>Model</source>
        <translation>Modell</translation>
    </message>
    <message>
        <source>name</source>
        <translation>Name</translation>
    </message>
    <message>
        <source>word</source>
        <translation>Wort</translation>
    </message>
    <message>
        <source>Not taught for the model in use</source>
        <translation>Nicht für das verwendete Modell</translation>
    </message>
    <message>
        <source>Names and words</source>
        <translation>Namen und Wörter</translation>
    </message>
    <message>
        <source>What the model was taught. Each works inside sentences, and searches without it stay as they are.</source>
        <translation>Was das Modell gelernt hat. Alles davon gilt auch in Sätzen, und Suchen ohne diese Wörter bleiben, wie sie sind.</translation>
    </message>
    <message>
        <source>Rename</source>
        <translation>Umbenennen</translation>
    </message>
    <message>
        <source>Teach again…</source>
        <translation>Erneut anlernen…</translation>
    </message>
    <message>
        <source>Export…</source>
        <translation>Exportieren…</translation>
    </message>
    <message>
        <source>Import…</source>
        <translation>Importieren…</translation>
    </message>
    <message>
        <source>Teach the model…</source>
        <translation>Modell anlernen…</translation>
    </message>
    <message>
        <source>Change its spelling; what was learned stays</source>
        <translation>Schreibweise ändern; das Gelernte bleibt</translation>
    </message>
    <message>
        <source>Teach it to the model in use, from the examples that are kept</source>
        <translation>Dem verwendeten Modell beibringen, aus den behaltenen Beispielen</translation>
    </message>
    <message>
        <source>Save it in a file, for another library or a colleague</source>
        <translation>In einer Datei sichern, für eine andere Bibliothek oder andere Personen</translation>
    </message>
    <message>
        <source>Take over names and words from a file</source>
        <translation>Namen und Wörter aus einer Datei übernehmen</translation>
    </message>
    <message>
        <source>Reading the library…</source>
        <translation>Die Bibliothek wird gelesen…</translation>
    </message>
    <message>
        <source>No names or words were taught yet. Teach one, or import a colleague&apos;s file.</source>
        <translation>Noch keine Namen oder Wörter angelernt. Lernen Sie etwas an, oder importieren Sie eine Datei.</translation>
    </message>
    <message>
        <source>{words}, {number} selected.</source>
        <translation>{words}, {number} ausgewählt.</translation>
    </message>
    <message>
        <source>Teach it again with captions that use it.</source>
        <translation>Lernen Sie es mit Beschreibungen, in denen es vorkommt, erneut an.</translation>
    </message>
    <message>
        <source>Teach it again from its {examples}.</source>
        <translation>Lernen Sie es erneut an ({examples}).</translation>
    </message>
    <message>
        <source>Teach it again from examples of yours: it came without any.</source>
        <translation>Lernen Sie es mit eigenen Beispielen erneut an: Es kam ohne.</translation>
    </message>
    <message>
        <source>{name} was not taught for {model}, which reads it as plain text.</source>
        <translation>{name} wurde nicht für {model} angelernt und ist dort gewöhnlicher Text.</translation>
    </message>
    <message>
        <source>Taught for: {models}.</source>
        <translation>Angelernt für: {models}.</translation>
    </message>
    <message>
        <source>names</source>
        <translation>Namen</translation>
    </message>
    <message>
        <source>Export names and words</source>
        <translation>Namen und Wörter exportieren</translation>
    </message>
    <message>
        <source>Names and words (*.safetensors)</source>
        <translation>Namen und Wörter (*.safetensors)</translation>
    </message>
    <message>
        <source>Collecting moments of the library…</source>
        <translation>Momente der Bibliothek werden gesammelt…</translation>
    </message>
    <message>
        <source>Preparing clips to compare with…</source>
        <translation>Clips zum Vergleichen werden vorbereitet…</translation>
    </message>
    <message>
        <source>Measuring the model as it is…</source>
        <translation>Das Modell wird gemessen, wie es ist…</translation>
    </message>
    <message>
        <source>Reading clips. This is done once…</source>
        <translation>Clips werden gelesen. Das geschieht nur einmal…</translation>
    </message>
    <message>
        <source>Training…</source>
        <translation>Training läuft…</translation>
    </message>
    <message>
        <source>Checking with clips that it has not learned from, part {part} of {parts}…</source>
        <translation>Prüfung mit Clips, aus denen es nicht gelernt hat, Teil {part} von {parts}…</translation>
    </message>
    <message>
        <source>Comparing before and after…</source>
        <translation>Vorher und nachher werden verglichen…</translation>
    </message>
    <message>
        <source>Looking for words that the model knows…</source>
        <translation>Es wird nach Wörtern gesucht, die das Modell kennt…</translation>
    </message>
    <message>
        <source>Learning the name…</source>
        <translation>Der Name wird gelernt…</translation>
    </message>
    <message>
        <source>Clips that it did not learn from are found clearly better{change}.</source>
        <translation>Clips, aus denen es nicht gelernt hat, werden deutlich besser gefunden{change}.</translation>
    </message>
    <message>
        <source>Clips that it did not learn from are found less well{change}, so the previous model stays.</source>
        <translation>Clips, aus denen es nicht gelernt hat, werden schlechter gefunden{change}, deshalb bleibt das bisherige Modell.</translation>
    </message>
    <message>
        <source>Other clips are found less well than before{change}, so the previous model stays.</source>
        <translation>Andere Clips werden schlechter gefunden als vorher{change}, deshalb bleibt das bisherige Modell.</translation>
    </message>
    <message>
        <source>Plain sentences about other clips now find different moments: what came first is still in the top ten for only {found} of 100, so the previous model stays.</source>
        <translation>Einfache Sätze zu anderen Clips finden jetzt andere Momente: Was zuerst kam, ist nur noch bei {found} von 100 unter den ersten zehn, deshalb bleibt das bisherige Modell.</translation>
    </message>
    <message>
        <source>The model finds these clips already{change}, so nothing had to be learned and it stays as it is.</source>
        <translation>Das Modell findet diese Clips bereits{change}. Es musste nichts gelernt werden, und es bleibt, wie es ist.</translation>
    </message>
    <message>
        <source>No clear change on clips that it did not learn from{change}, so the previous model stays. More pairs, or captions that say more precisely what is to be seen, may help.</source>
        <translation>Keine klare Änderung bei Clips, aus denen es nicht gelernt hat{change}, deshalb bleibt das bisherige Modell. Mehr Paare oder genauere Beschreibungen können helfen.</translation>
    </message>
    <message>
        <source>Examples held back from teaching rank {after} of {moments} with the name (median), and {before} with {words}, which describe them best.</source>
        <translation>Beispiele, die beim Lernen ausgelassen wurden, stehen mit dem Namen auf Platz {after} von {moments} (Median) und auf Platz {before} mit {words}, die sie am besten beschreiben.</translation>
    </message>
    <message>
        <source>With {words} the model finds the examples better than with a name of its own, so it stands for these.</source>
        <translation>Das Modell findet die Beispiele besser mit {words} als mit einem eigenen Namen, deshalb steht der Name dafür.</translation>
    </message>
    <message>
        <source>Examples held back from teaching rank {after} of {moments} with the name (median), and {before} with {words}: no clear change. More examples may help.</source>
        <translation>Beispiele, die beim Lernen ausgelassen wurden, stehen mit dem Namen auf Platz {after} von {moments} (Median) und auf Platz {before} mit {words}: keine klare Änderung. Mehr Beispiele können helfen.</translation>
    </message>
    <message>
        <source>To this model the examples do not look like one thing: an example that was held back ranks {after} of {moments}. Choose examples in which it is larger or easier to see.</source>
        <translation>Für dieses Modell zeigen die Beispiele nicht dasselbe: Ein ausgelassenes steht auf Platz {after} von {moments}. Wählen Sie Beispiele, in denen es größer oder besser zu sehen ist.</translation>
    </message>
    <message>
        <source>{pairs} of {clips}: enough for new words.</source>
        <translation>{pairs} aus {clips}: genug für neue Wörter.</translation>
    </message>
    <message>
        <source>{pairs} of {clips}: enough for kinds of movement.</source>
        <translation>{pairs} aus {clips}: genug für Arten von Bewegung.</translation>
    </message>
    <message>
        <source>{pairs} of {clips}: enough to teach everything.</source>
        <translation>{pairs} aus {clips}: genug, um alles anzulernen.</translation>
    </message>
    <message>
        <source>{pairs} of {clips}: too few for new words, which need at least {least_pairs}.</source>
        <translation>{pairs} aus {clips}: zu wenige für neue Wörter; nötig sind mindestens {least_pairs}.</translation>
    </message>
    <message>
        <source>{pairs} of {clips}: too few for kinds of movement, which need about {least_pairs} of {least_clips}.</source>
        <translation>{pairs} aus {clips}: zu wenige für Arten von Bewegung; nötig sind etwa {least_pairs} aus {least_clips}.</translation>
    </message>
    <message>
        <source>{pairs} of {clips}: too few to teach everything; it takes {least_pairs} of {least_clips}.</source>
        <translation>{pairs} aus {clips}: zu wenige, um alles anzulernen; nötig sind etwa {least_pairs} aus {least_clips}.</translation>
    </message>
    <message>
        <source>There are no usable pairs yet.</source>
        <translation>Es gibt noch keine brauchbaren Paare.</translation>
    </message>
    <message>
        <source>{pairs} of {clips}: too few clips. With fewer than {least_clips} nothing is left to test on. Add pairs of other clips.</source>
        <translation>{pairs} aus {clips}: zu wenige Clips. Unter {least_clips} bleibt nichts zum Messen übrig. Fügen Sie Paare anderer Clips hinzu.</translation>
    </message>
    <message>
        <source>{pairs} of {clips}: all captions say the same, so nothing tells the clips apart. Write what each clip shows.</source>
        <translation>{pairs} aus {clips}: Alle Beschreibungen sind gleich, deshalb unterscheidet nichts die Clips. Beschreiben Sie, was jeder Clip zeigt.</translation>
    </message>
    <message>
        <source>It needs {memory} of memory, but this computer has {there}. Choose fewer pairs in a batch.</source>
        <translation>Es braucht {memory} Arbeitsspeicher, aber dieser Computer hat {there}. Wählen Sie weniger Paare je Stapel.</translation>
    </message>
    <message>
        <source>The trial did not finish: this computer probably has too little memory. Close other programs, or choose fewer pairs in a batch.</source>
        <translation>Der Probelauf wurde nicht fertig: Wahrscheinlich hat dieser Computer zu wenig Arbeitsspeicher. Schließen Sie andere Programme, oder wählen Sie weniger Paare je Stapel.</translation>
    </message>
    <message>
        <source>The disk with the training run is full.</source>
        <translation>Die Festplatte mit dem Training ist voll.</translation>
    </message>
    <message>
        <source>Free some space, then try again.</source>
        <translation>Schaffen Sie Platz, dann versuchen Sie es erneut.</translation>
    </message>
    <message>
        <source>The training run&apos;s folder cannot be read or written.</source>
        <translation>Der Ordner des Trainings lässt sich nicht lesen oder beschreiben.</translation>
    </message>
    <message>
        <source>This training run is active in another window or command.</source>
        <translation>Dieses Training läuft in einem anderen Fenster oder Befehl.</translation>
    </message>
    <message>
        <source>Stop it there first.</source>
        <translation>Beenden Sie es zuerst dort.</translation>
    </message>
    <message>
        <source>The training ran out of memory.</source>
        <translation>Dem Training ging der Arbeitsspeicher aus.</translation>
    </message>
    <message>
        <source>Free some space, then resume.</source>
        <translation>Schaffen Sie Platz, dann setzen Sie fort.</translation>
    </message>
    <message>
        <source>Some figures gain, but over all captions the gain is not clear{change}, so the previous model stays. More pairs may help.</source>
        <translation>Einzelne Werte gewinnen, aber über alle Beschreibungen ist der Gewinn nicht klar{change}, deshalb bleibt das bisherige Modell. Mehr Paare können helfen.</translation>
    </message>
    <message>
        <source>{needed} must be free where the program keeps its files, so that the disk does not fill up, but only {there} are. Free some space first.</source>
        <translation>Wo das Programm seine Dateien ablegt, müssen {needed} frei sein, damit die Festplatte nicht voll wird, es sind aber nur {there}. Schaffen Sie zuerst Platz.</translation>
    </message>
    <message>
        <source>If its drive was disconnected, connect it, then resume. If it was deleted, start a new training.</source>
        <translation>Falls sein Laufwerk getrennt wurde, schließen Sie es an und setzen Sie dann fort. Falls er gelöscht wurde, starten Sie ein neues Training.</translation>
    </message>
    <message>
        <source>If its drive was disconnected, connect it, then try again. If it was deleted, start a new training.</source>
        <translation>Falls sein Laufwerk getrennt wurde, schließen Sie es an und versuchen Sie es dann noch einmal. Falls er gelöscht wurde, starten Sie ein neues Training.</translation>
    </message>
    <message>
        <source>Close other programs and resume, or start again with fewer pairs in a batch.</source>
        <translation>Schließen Sie andere Programme und setzen Sie fort, oder beginnen Sie neu mit weniger Paaren je Stapel.</translation>
    </message>
    <message>
        <source>Close other programs, or choose fewer pairs in a batch.</source>
        <translation>Schließen Sie andere Programme, oder wählen Sie weniger Paare je Stapel.</translation>
    </message>
    <message>
        <source>The training process ended unexpectedly.</source>
        <translation>Der Prozess des Trainings endete unerwartet.</translation>
    </message>
    <message>
        <source>Memory may have run out: close other programs, then resume.</source>
        <translation>Vielleicht fehlte Arbeitsspeicher: Schließen Sie andere Programme, dann setzen Sie fort.</translation>
    </message>
    <message>
        <source>Memory may have run out: close other programs, then try again.</source>
        <translation>Vielleicht fehlte Arbeitsspeicher: Schließen Sie andere Programme, dann versuchen Sie es erneut.</translation>
    </message>
    <message>
        <source>The training no longer gives finite numbers, so it was ended.</source>
        <translation>Das Training ergab keine endlichen Zahlen mehr und wurde beendet.</translation>
    </message>
    <message>
        <source>Start again with a smaller learning rate.</source>
        <translation>Beginnen Sie neu mit einer kleineren Lernrate.</translation>
    </message>
    <message>
        <source>Choose a smaller learning rate.</source>
        <translation>Wählen Sie eine kleinere Lernrate.</translation>
    </message>
    <message>
        <source>The pairs are of too few clips to tell whether teaching helps.</source>
        <translation>Die Paare stammen aus zu wenigen Clips, um zu erkennen, ob das Anlernen hilft.</translation>
    </message>
    <message>
        <source>Add pairs of other clips.</source>
        <translation>Fügen Sie Paare anderer Clips hinzu.</translation>
    </message>
    <message>
        <source>All captions say the same, so nothing tells the clips apart.</source>
        <translation>Alle Beschreibungen sagen dasselbe, also unterscheidet nichts die Clips.</translation>
    </message>
    <message>
        <source>Write what each clip shows.</source>
        <translation>Schreiben Sie, was jeder Clip zeigt.</translation>
    </message>
    <message>
        <source>The captions use no word that the model does not know.</source>
        <translation>Die Beschreibungen enthalten kein Wort, das das Modell nicht kennt.</translation>
    </message>
    <message>
        <source>Another way of teaching may help.</source>
        <translation>Eine andere Art des Anlernens kann helfen.</translation>
    </message>
    <message>
        <source>The library is too small to tell whether this is any different from other things.</source>
        <translation>Die Bibliothek ist zu klein, um dies von anderem zu unterscheiden.</translation>
    </message>
    <message>
        <source>Index more clips, then teach the name.</source>
        <translation>Indizieren Sie mehr Clips, dann lernen Sie den Namen an.</translation>
    </message>
    <message>
        <source>Most of the clips cannot be read now.</source>
        <translation>Die meisten Clips lassen sich gerade nicht lesen.</translation>
    </message>
    <message>
        <source>Connect the drive with the clips, then resume.</source>
        <translation>Verbinden Sie das Laufwerk mit den Clips, dann setzen Sie fort.</translation>
    </message>
    <message>
        <source>Connect the drive with the clips, then try again.</source>
        <translation>Verbinden Sie das Laufwerk mit den Clips, dann versuchen Sie es erneut.</translation>
    </message>
    <message>
        <source>{file} is not indexed with this model, so it cannot be learned from.</source>
        <translation>{file} ist mit diesem Modell nicht indiziert, deshalb kann daraus nicht gelernt werden.</translation>
    </message>
    <message>
        <source>Index it first, then start again.</source>
        <translation>Indizieren Sie den Clip zuerst, dann beginnen Sie neu.</translation>
    </message>
    <message>
        <source>Index it first, then try again.</source>
        <translation>Indizieren Sie den Clip zuerst, dann versuchen Sie es erneut.</translation>
    </message>
    <message>
        <source>Nothing is indexed with this model yet, so there is nothing it can learn from.</source>
        <translation>Mit diesem Modell ist noch nichts indiziert, deshalb gibt es nichts, woraus es lernen kann.</translation>
    </message>
    <message>
        <source>Index your clips first.</source>
        <translation>Indizieren Sie zuerst Ihre Clips.</translation>
    </message>
    <message>
        <source>{name} was not found.</source>
        <translation>{name} wurde nicht gefunden.</translation>
    </message>
    <message>
        <source>Correct its path, or add the folder it is in.</source>
        <translation>Berichtigen Sie den Pfad, oder fügen Sie den Ordner des Clips hinzu.</translation>
    </message>
    <message>
        <source>Several clips are called {name}.</source>
        <translation>Mehrere Clips heißen {name}.</translation>
    </message>
    <message>
        <source>Write the folder too: {paths}</source>
        <translation>Schreiben Sie auch den Ordner: {paths}</translation>
    </message>
    <message>
        <source>There is no clip beside {file}.</source>
        <translation>Neben {file} liegt kein Clip.</translation>
    </message>
    <message>
        <source>A clip with its captions has the same name, such as {clip}.</source>
        <translation>Ein Clip heißt wie die Datei mit seinen Beschreibungen, etwa {clip}.</translation>
    </message>
    <message>
        <source>{name} cannot be read.</source>
        <translation>{name} lässt sich nicht lesen.</translation>
    </message>
    <message>
        <source>The file is damaged or not a video.</source>
        <translation>Die Datei ist beschädigt oder kein Video.</translation>
    </message>
    <message>
        <source>{name} is in the library, but not indexed with this model yet.</source>
        <translation>{name} ist in der Bibliothek, aber mit diesem Modell noch nicht indiziert.</translation>
    </message>
    <message>
        <source>Check again when it is indexed.</source>
        <translation>Prüfen Sie erneut, wenn der Clip indiziert ist.</translation>
    </message>
    <message>
        <source>{name} is not in the library.</source>
        <translation>{name} ist nicht in der Bibliothek.</translation>
    </message>
    <message>
        <source>Add its folder to the library, and check again when it is indexed.</source>
        <translation>Fügen Sie den Ordner zur Bibliothek hinzu, und prüfen Sie erneut, wenn er indiziert ist.</translation>
    </message>
    <message>
        <source>{name} is a picture outside of the library, which only a name can be learned from.</source>
        <translation>{name} ist ein Bild außerhalb der Bibliothek; daraus lässt sich nur ein Name lernen.</translation>
    </message>
    <message>
        <source>Teach it as a name, or add its folder to the library and check again when it is indexed.</source>
        <translation>Lernen Sie es als Namen an, oder fügen Sie den Ordner zur Bibliothek hinzu und prüfen Sie erneut, wenn er indiziert ist.</translation>
    </message>
    <message>
        <source>The caption is empty.</source>
        <translation>Die Beschreibung ist leer.</translation>
    </message>
    <message>
        <source>Write what the clip shows.</source>
        <translation>Schreiben Sie, was der Clip zeigt.</translation>
    </message>
    <message>
        <source>The caption holds control characters.</source>
        <translation>Die Beschreibung enthält Steuerzeichen.</translation>
    </message>
    <message>
        <source>Write it again.</source>
        <translation>Schreiben Sie sie neu.</translation>
    </message>
    <message>
        <source>The caption is too long: {tokens} tokens; the model reads {most}.</source>
        <translation>Die Beschreibung ist zu lang: {tokens} Token; das Modell liest {most}.</translation>
    </message>
    <message>
        <source>Shorten it, or make two pairs of it.</source>
        <translation>Kürzen Sie sie, oder machen Sie zwei Paare daraus.</translation>
    </message>
    <message>
        <source>A still has no times.</source>
        <translation>Ein Standbild hat keine Zeiten.</translation>
    </message>
    <message>
        <source>Leave start and end empty.</source>
        <translation>Lassen Sie Anfang und Ende leer.</translation>
    </message>
    <message>
        <source>The times lie before the start of the clip.</source>
        <translation>Die Zeiten liegen vor dem Anfang des Clips.</translation>
    </message>
    <message>
        <source>Times count from its start.</source>
        <translation>Zeiten zählen von seinem Anfang.</translation>
    </message>
    <message>
        <source>The pair ends before it begins.</source>
        <translation>Das Paar endet, bevor es beginnt.</translation>
    </message>
    <message>
        <source>Swap start and end.</source>
        <translation>Vertauschen Sie Anfang und Ende.</translation>
    </message>
    <message>
        <source>The times lie outside of the clip, which is {seconds} s long.</source>
        <translation>Die Zeiten liegen außerhalb des Clips, der {seconds} s lang ist.</translation>
    </message>
    <message>
        <source>Times are seconds, 0:08.6 or timecode, from the start of the clip.</source>
        <translation>Zeiten sind Sekunden, 0:08.6 oder Timecode, vom Anfang des Clips.</translation>
    </message>
    <message>
        <source>The same pair is in {where}.</source>
        <translation>Dasselbe Paar steht hier: {where}.</translation>
    </message>
    <message>
        <source>It counts once.</source>
        <translation>Es zählt einmal.</translation>
    </message>
    <message>
        <source>{name}, or a copy of it, is in several of training, validation and test.</source>
        <translation>{name} oder eine Kopie davon steht in mehreren der Teile Training, Validierung und Test.</translation>
    </message>
    <message>
        <source>This pair is left out.</source>
        <translation>Dieses Paar bleibt außen vor.</translation>
    </message>
    <message>
        <source>{file} was not saved as UTF-8, and was read as Windows-1252.</source>
        <translation>{file} war nicht als UTF-8 gespeichert und wurde als Windows-1252 gelesen.</translation>
    </message>
    <message>
        <source>Check letters with accents, and save the list as UTF-8 if they are wrong.</source>
        <translation>Sehen Sie sich Umlaute und Akzente an. Sind sie falsch, speichern Sie die Liste als UTF-8.</translation>
    </message>
    <message>
        <source>{file} was not found.</source>
        <translation>{file} wurde nicht gefunden.</translation>
    </message>
    <message>
        <source>Choose the list or folder again.</source>
        <translation>Wählen Sie die Liste oder den Ordner neu.</translation>
    </message>
    <message>
        <source>{file} cannot be read: {why}.</source>
        <translation>{file} lässt sich nicht lesen: {why}.</translation>
    </message>
    <message>
        <source>Check that it is there and that you may read it.</source>
        <translation>Prüfen Sie, ob die Datei da ist und Sie sie lesen dürfen.</translation>
    </message>
    <message>
        <source>{file} is empty.</source>
        <translation>{file} ist leer.</translation>
    </message>
    <message>
        <source>A list has one pair of clip and caption per line.</source>
        <translation>Eine Liste enthält je Zeile einen Clip und eine Beschreibung.</translation>
    </message>
    <message>
        <source>{file} is not a text file.</source>
        <translation>{file} ist keine Textdatei.</translation>
    </message>
    <message>
        <source>Save the list as CSV, TSV, JSON or JSON Lines, in UTF-8.</source>
        <translation>Speichern Sie die Liste als CSV, TSV, JSON oder JSON Lines, in UTF-8.</translation>
    </message>
    <message>
        <source>The columns of {file} cannot be told apart.</source>
        <translation>Die Spalten von {file} lassen sich nicht unterscheiden.</translation>
    </message>
    <message>
        <source>Give the list a first line with the names of its columns: file,start,end,caption.</source>
        <translation>Geben Sie der Liste eine erste Zeile mit den Namen ihrer Spalten: file,start,end,caption.</translation>
    </message>
    <message>
        <source>{file} has no column that names the clip.</source>
        <translation>{file} hat keine Spalte, die den Clip nennt.</translation>
    </message>
    <message>
        <source>{file} has no column with captions.</source>
        <translation>{file} hat keine Spalte mit Beschreibungen.</translation>
    </message>
    <message>
        <source>{file} has a first line with names of columns, and no rows.</source>
        <translation>{file} hat eine erste Zeile mit Spaltennamen und sonst keine Zeilen.</translation>
    </message>
    <message>
        <source>Add a row for each pair.</source>
        <translation>Fügen Sie für jedes Paar eine Zeile hinzu.</translation>
    </message>
    <message>
        <source>This row has {columns} columns, more than the others.</source>
        <translation>Diese Zeile hat {columns} Spalten, mehr als die anderen.</translation>
    </message>
    <message>
        <source>Put captions with commas into quotation marks.</source>
        <translation>Setzen Sie Beschreibungen mit Kommas in Anführungszeichen.</translation>
    </message>
    <message>
        <source>This row names no file: “{row}”.</source>
        <translation>Diese Zeile nennt keine Datei: „{row}“.</translation>
    </message>
    <message>
        <source>This row has too few columns: “{row}”.</source>
        <translation>Diese Zeile hat zu wenige Spalten: „{row}“.</translation>
    </message>
    <message>
        <source>The quotation marks in this row do not match: “{row}”.</source>
        <translation>Die Anführungszeichen in dieser Zeile passen nicht zusammen: „{row}“.</translation>
    </message>
    <message>
        <source>Add it, or remove the row.</source>
        <translation>Ergänzen Sie sie, oder entfernen Sie die Zeile.</translation>
    </message>
    <message>
        <source>Add what is missing, or remove the row.</source>
        <translation>Ergänzen Sie, was fehlt, oder entfernen Sie die Zeile.</translation>
    </message>
    <message>
        <source>A quotation mark inside a quoted caption is written twice.</source>
        <translation>Ein Anführungszeichen innerhalb einer Beschreibung in Anführungszeichen wird doppelt geschrieben.</translation>
    </message>
    <message>
        <source> (R@1 {before} to {after})</source>
        <translation> (R@1 {before} zu {after})</translation>
    </message>
    <message>
        <source>the words “{words}”</source>
        <translation>den Wörtern „{words}“</translation>
    </message>
    <message>
        <source>the words it knew</source>
        <translation>den Wörtern, die es kannte</translation>
    </message>
    <message>
        <source>Clips of {pairs} could not be read and were left out.</source>
        <translation>Nicht dabei, weil der Clip nicht lesbar war: {pairs}.</translation>
    </message>
    <message>
        <source>What was learned so far is kept.</source>
        <translation>Das bisher Gelernte bleibt.</translation>
    </message>
    <message>
        <source>the library</source>
        <translation>der Bibliothek</translation>
    </message>
</context>
<context>
    <name>Handoff</name>
    <message>
        <source>Standard</source>
        <translation>Standard</translation>
    </message>
    <message>
        <source>All columns</source>
        <translation>Alle Spalten</translation>
    </message>
    <message>
        <source>Shot list</source>
        <translation>Einstellungsliste</translation>
    </message>
    <message>
        <source>Frame numbers</source>
        <translation>Bildnummern</translation>
    </message>
    <message>
        <source>Preset</source>
        <translation>Vorlage</translation>
    </message>
    <message>
        <source>Save preset…</source>
        <translation>Vorlage sichern…</translation>
    </message>
    <message>
        <source>Delete preset</source>
        <translation>Vorlage löschen</translation>
    </message>
    <message>
        <source>Columns</source>
        <translation>Spalten</translation>
    </message>
    <message>
        <source>Move up</source>
        <translation>Nach oben</translation>
    </message>
    <message>
        <source>Move down</source>
        <translation>Nach unten</translation>
    </message>
    <message>
        <source>Chosen below</source>
        <translation>Unten gewählt</translation>
    </message>
    <message>
        <source>Save preset</source>
        <translation>Vorlage sichern</translation>
    </message>
    <message>
        <source>Name of the preset</source>
        <translation>Name der Vorlage</translation>
    </message>
    <message>
        <source>Export</source>
        <translation>Exportieren</translation>
    </message>
    <message>
        <source>Moments</source>
        <translation>Momente</translation>
    </message>
    <message>
        <source>Format</source>
        <translation>Format</translation>
    </message>
    <message>
        <source>File</source>
        <translation>Datei</translation>
    </message>
    <message>
        <source>In</source>
        <translation>In</translation>
    </message>
    <message>
        <source>Out</source>
        <translation>Out</translation>
    </message>
    <message>
        <source>Result</source>
        <translation>Ergebnis</translation>
    </message>
    <message>
        <source>Already exists; it is not replaced.</source>
        <translation>Gibt es schon, wird nicht ersetzt.</translation>
    </message>
    <message>
        <source>Not measured yet.</source>
        <translation>Noch nicht gemessen.</translation>
    </message>
    <message>
        <source>Exact.</source>
        <translation>Genau.</translation>
    </message>
    <message>
        <source>{early} early, {late} late: begins at a keyframe.</source>
        <translation>{early} zu früh, {late} zu spät: beginnt an einem Keyframe.</translation>
    </message>
    <message>
        <source>{early} early: begins at a keyframe.</source>
        <translation>{early} zu früh: beginnt an einem Keyframe.</translation>
    </message>
    <message>
        <source>{late} late.</source>
        <translation>{late} zu spät.</translation>
    </message>
    <message>
        <source>Written.</source>
        <translation>Geschrieben.</translation>
    </message>
    <message>
        <source>Choose…</source>
        <translation>Wählen…</translation>
    </message>
    <message>
        <source>Folder</source>
        <translation>Ordner</translation>
    </message>
    <message>
        <source>Replace the existing file</source>
        <translation>Vorhandene Datei ersetzen</translation>
    </message>
    <message>
        <source>Export progress</source>
        <translation>Fortschritt des Exports</translation>
    </message>
    <message>
        <source>Show in file manager</source>
        <translation>Im Dateimanager zeigen</translation>
    </message>
    <message>
        <source>Stop</source>
        <translation>Stopp</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>Schließen</translation>
    </message>
    <message>
        <source>Selects</source>
        <translation>Auswahl</translation>
    </message>
    <message>
        <source>Timeline</source>
        <translation>Timeline</translation>
    </message>
    <message>
        <source>Options</source>
        <translation>Optionen</translation>
    </message>
    <message>
        <source>Paths</source>
        <translation>Pfade</translation>
    </message>
    <message>
        <source>Reel names</source>
        <translation>Bandnamen</translation>
    </message>
    <message>
        <source>Problems</source>
        <translation>Probleme</translation>
    </message>
    <message>
        <source>Export to</source>
        <translation>Exportieren nach</translation>
    </message>
    <message>
        <source>Problems ({count})</source>
        <translation>Probleme ({count})</translation>
    </message>
    <message>
        <source>{file} already exists.</source>
        <translation>{file} gibt es schon.</translation>
    </message>
    <message>
        <source>Pages</source>
        <translation>Seiten</translation>
    </message>
    <message>
        <source>Files</source>
        <translation>Dateien</translation>
    </message>
    <message>
        <source>Stopped. Nothing was written.</source>
        <translation>Gestoppt. Es wurde nichts geschrieben.</translation>
    </message>
    <message>
        <source>Exporting…</source>
        <translation>Wird exportiert…</translation>
    </message>
    <message>
        <source>Wrote {files}.</source>
        <translation>Geschrieben: {files}.</translation>
    </message>
    <message>
        <source>Wrote {files}: {first} and more.</source>
        <translation>{files} geschrieben: {first} und weitere.</translation>
    </message>
    <message>
        <source>There are no moments to export.</source>
        <translation>Es gibt keine Momente zu exportieren.</translation>
    </message>
    <message>
        <source>{moments}, {start} to {end} at {rate} frames a second.</source>
        <translation>{moments}, {start} bis {end} mit {rate} Bildern pro Sekunde.</translation>
    </message>
    <message>
        <source>Not replaced, as they already exist: {files}.</source>
        <translation>Nicht ersetzt, da schon vorhanden: {files}.</translation>
    </message>
    <message>
        <source>{subclips} longer than in and out: copies begin at keyframes.</source>
        <translation>{subclips} länger als In und Out: Kopien beginnen an Keyframes.</translation>
    </message>
    <message>
        <source>Each is exact to the frame.</source>
        <translation>Alles ist bildgenau.</translation>
    </message>
    <message>
        <source>{subclips} cannot be made.</source>
        <translation>{subclips} nicht möglich.</translation>
    </message>
    <message>
        <source>Stopped.</source>
        <translation>Gestoppt.</translation>
    </message>
    <message>
        <source>Wrote {subclips} into {folder}.</source>
        <translation>{subclips} in {folder} geschrieben.</translation>
    </message>
    <message>
        <source>Nothing was written.</source>
        <translation>Es wurde nichts geschrieben.</translation>
    </message>
    <message>
        <source>{subclips} could not be written: {why}</source>
        <translation>{subclips} nicht geschrieben: {why}</translation>
    </message>
    <message>
        <source>{moments} left out.</source>
        <translation>{moments} ausgelassen.</translation>
    </message>
    <message>
        <source>Everything arrives as it is.</source>
        <translation>Alles kommt an, wie es ist.</translation>
    </message>
    <message>
        <source>The first {number} are listed.</source>
        <translation>Die ersten {number} sind aufgeführt.</translation>
    </message>
    <message>
        <source>Markers count</source>
        <translation>Marker zählen</translation>
    </message>
    <message>
        <source>On the timeline</source>
        <translation>Auf der Timeline</translation>
    </message>
    <message>
        <source>By the timecode of each clip</source>
        <translation>Nach dem Timecode jedes Clips</translation>
    </message>
    <message>
        <source>How</source>
        <translation>Wie</translation>
    </message>
    <message>
        <source>Copy without encoding, from a keyframe on</source>
        <translation>Kopieren ohne Encodieren, ab einem Keyframe</translation>
    </message>
    <message>
        <source>ProRes 422 Proxy, exact to the frame</source>
        <translation>ProRes 422 Proxy, bildgenau</translation>
    </message>
    <message>
        <source>ProRes 422 LT, exact to the frame</source>
        <translation>ProRes 422 LT, bildgenau</translation>
    </message>
    <message>
        <source>DNxHR LB, exact to the frame</source>
        <translation>DNxHR LB, bildgenau</translation>
    </message>
    <message>
        <source>H.264, exact to the frame</source>
        <translation>H.264, bildgenau</translation>
    </message>
    <message>
        <source>EDL (CMX 3600)</source>
        <translation>EDL (CMX 3600)</translation>
    </message>
    <message>
        <source>FCPXML (Final Cut Pro, Resolve)</source>
        <translation>FCPXML (Final Cut Pro, Resolve)</translation>
    </message>
    <message>
        <source>Final Cut 7 XML (Premiere Pro, Resolve)</source>
        <translation>Final-Cut-7-XML (Premiere Pro, Resolve)</translation>
    </message>
    <message>
        <source>OpenTimelineIO</source>
        <translation>OpenTimelineIO</translation>
    </message>
    <message>
        <source>OpenTimelineIO with the clips inside</source>
        <translation>OpenTimelineIO mit den Clips darin</translation>
    </message>
    <message>
        <source>Avid Log Exchange (ALE)</source>
        <translation>Avid Log Exchange (ALE)</translation>
    </message>
    <message>
        <source>Kdenlive project</source>
        <translation>Kdenlive-Projekt</translation>
    </message>
    <message>
        <source>MLT (Shotcut, melt)</source>
        <translation>MLT (Shotcut, melt)</translation>
    </message>
    <message>
        <source>Table (CSV)</source>
        <translation>Tabelle (CSV)</translation>
    </message>
    <message>
        <source>Table (TSV)</source>
        <translation>Tabelle (TSV)</translation>
    </message>
    <message>
        <source>Markers for DaVinci Resolve (EDL)</source>
        <translation>Marker für DaVinci Resolve (EDL)</translation>
    </message>
    <message>
        <source>Markers for Premiere Pro (XML)</source>
        <translation>Marker für Premiere Pro (XML)</translation>
    </message>
    <message>
        <source>Markers for Avid Media Composer (text)</source>
        <translation>Marker für Avid Media Composer (Text)</translation>
    </message>
    <message>
        <source>Markers for Final Cut Pro (FCPXML)</source>
        <translation>Marker für Final Cut Pro (FCPXML)</translation>
    </message>
    <message>
        <source>Contact sheet (PDF)</source>
        <translation>Kontaktabzug (PDF)</translation>
    </message>
    <message>
        <source>Contact sheet (PNG)</source>
        <translation>Kontaktabzug (PNG)</translation>
    </message>
    <message>
        <source>Subclips (a file for each moment)</source>
        <translation>Subclips (eine Datei für jeden Moment)</translation>
    </message>
    <message>
        <source>Path mappings</source>
        <translation>Pfadzuordnungen</translation>
    </message>
    <message>
        <source>On this computer</source>
        <translation>Auf diesem Computer</translation>
    </message>
    <message>
        <source>On the other computer</source>
        <translation>Auf dem anderen Computer</translation>
    </message>
    <message>
        <source>Add mapping</source>
        <translation>Zuordnung hinzufügen</translation>
    </message>
    <message>
        <source>Remove mapping</source>
        <translation>Zuordnung entfernen</translation>
    </message>
    <message>
        <source>Write paths as another computer has them: Z:\footage for /mnt/footage.</source>
        <translation>Pfade schreiben, wie ein anderer Computer sie hat: Z:\footage für /mnt/footage.</translation>
    </message>
    <message>
        <source>Not in the library</source>
        <translation>Nicht in der Bibliothek</translation>
    </message>
    <message>
        <source>Not indexed yet</source>
        <translation>Noch nicht indiziert</translation>
    </message>
    <message>
        <source>Outside the clip</source>
        <translation>Außerhalb des Clips</translation>
    </message>
    <message>
        <source>No length</source>
        <translation>Ohne Länge</translation>
    </message>
    <message>
        <source>Drive not connected</source>
        <translation>Laufwerk nicht verbunden</translation>
    </message>
    <message>
        <source>File not found</source>
        <translation>Datei nicht gefunden</translation>
    </message>
    <message>
        <source>Still</source>
        <translation>Standbild</translation>
    </message>
    <message>
        <source>Rate varies</source>
        <translation>Bildrate schwankt</translation>
    </message>
    <message>
        <source>Unusual rate</source>
        <translation>Ungewöhnliche Bildrate</translation>
    </message>
    <message>
        <source>No timecode</source>
        <translation>Kein Timecode</translation>
    </message>
    <message>
        <source>Timecode at another rate</source>
        <translation>Timecode mit anderer Rate</translation>
    </message>
    <message>
        <source>Passes midnight</source>
        <translation>Über Mitternacht</translation>
    </message>
    <message>
        <source>Mixed frame rates</source>
        <translation>Gemischte Bildraten</translation>
    </message>
    <message>
        <source>Reel name</source>
        <translation>Bandname</translation>
    </message>
    <message>
        <source>Same reel name</source>
        <translation>Gleicher Bandname</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>Name</translation>
    </message>
    <message>
        <source>Same name</source>
        <translation>Gleicher Name</translation>
    </message>
    <message>
        <source>Many events</source>
        <translation>Viele Events</translation>
    </message>
    <message>
        <source>One clip</source>
        <translation>Ein Clip</translation>
    </message>
    <message>
        <source>Long timecode</source>
        <translation>Langer Timecode</translation>
    </message>
    <message>
        <source>Sound</source>
        <translation>Ton</translation>
    </message>
    <message>
        <source>Media</source>
        <translation>Medien</translation>
    </message>
    <message>
        <source>Problem</source>
        <translation>Problem</translation>
    </message>
    <message>
        <source>Clip</source>
        <translation>Clip</translation>
    </message>
    <message>
        <source>What will be different</source>
        <translation>Was anders sein wird</translation>
    </message>
    <message>
        <source>What is done about it</source>
        <translation>Was geschieht</translation>
    </message>
    <message>
        <source>Letters of a reel name</source>
        <translation>Zeichen eines Bandnamens</translation>
    </message>
    <message>
        <source>Stated</source>
        <translation>Angegeben</translation>
    </message>
    <message>
        <source>Reel</source>
        <translation>Band</translation>
    </message>
    <message>
        <source>Names from clips</source>
        <translation>Namen aus den Clips</translation>
    </message>
    <message>
        <source>Forget the names that were edited for these clips</source>
        <translation>Die geänderten Namen dieser Clips vergessen</translation>
    </message>
    <message>
        <source>Import timeline</source>
        <translation>Timeline importieren</translation>
    </message>
    <message>
        <source>Basket</source>
        <translation>Korb</translation>
    </message>
    <message>
        <source>Keep in</source>
        <translation>Ablegen in</translation>
    </message>
    <message>
        <source>Not found</source>
        <translation>Nicht gefunden</translation>
    </message>
    <message>
        <source>Where</source>
        <translation>Wo</translation>
    </message>
    <message>
        <source>Why</source>
        <translation>Warum</translation>
    </message>
    <message>
        <source>Look in folder…</source>
        <translation>In Ordner suchen…</translation>
    </message>
    <message>
        <source>Choose the folder with these clips; it is added to the library if it is not there yet</source>
        <translation>Den Ordner dieser Clips wählen; er kommt in die Bibliothek, wenn er dort noch fehlt</translation>
    </message>
    <message>
        <source>Choose file…</source>
        <translation>Datei wählen…</translation>
    </message>
    <message>
        <source>Choose the file of the selected row, whatever its name</source>
        <translation>Die Datei der ausgewählten Zeile wählen, wie immer sie heißt</translation>
    </message>
    <message>
        <source>Keep and search in it</source>
        <translation>Ablegen und darin suchen</translation>
    </message>
    <message>
        <source>Search only what the timeline shows of its clips</source>
        <translation>Nur das durchsuchen, was die Timeline von ihren Clips zeigt</translation>
    </message>
    <message>
        <source>Relink…</source>
        <translation>Neu verknüpfen…</translation>
    </message>
    <message>
        <source>Write this timeline to a new file, with the paths that its clips have here</source>
        <translation>Diese Timeline in eine neue Datei schreiben, mit den Pfaden, die ihre Clips hier haben</translation>
    </message>
    <message>
        <source>Keep</source>
        <translation>Ablegen</translation>
    </message>
    <message>
        <source>Reading {file}…</source>
        <translation>{file} wird gelesen…</translation>
    </message>
    <message>
        <source>{file}: {moments}, {found} found, {lost} not found.</source>
        <translation>{file}: {moments}, {found} gefunden, {lost} nicht gefunden.</translation>
    </message>
    <message>
        <source>Not found ({count})</source>
        <translation>Nicht gefunden ({count})</translation>
    </message>
    <message>
        <source>{moments} found by name without a suffix, such as that of a proxy.</source>
        <translation>{moments} am Namen ohne Endung erkannt, wie bei Proxys.</translation>
    </message>
    <message>
        <source>The library has all of it.</source>
        <translation>Die Bibliothek hat alles davon.</translation>
    </message>
    <message>
        <source>Kept {moments} in “{collection}”.</source>
        <translation>{moments} in „{collection}“ abgelegt.</translation>
    </message>
    <message>
        <source>Wrote {file}: {found}, {lost} not found and left as they are.</source>
        <translation>{file} geschrieben: {found}, {lost} nicht gefunden und unverändert.</translation>
    </message>
    <message>
        <source>Wrote {file} with the paths of {found}.</source>
        <translation>{file} mit den Pfaden von {found} geschrieben.</translation>
    </message>
    <message>
        <source>{name} is being indexed. Clips that are found disappear from the table.</source>
        <translation>{name} wird indiziert. Was gefunden wird, verschwindet von selbst aus der Tabelle.</translation>
    </message>
    <message>
        <source>Folder of the clips</source>
        <translation>Ordner der Clips</translation>
    </message>
    <message>
        <source>File of {clip}</source>
        <translation>Datei von {clip}</translation>
    </message>
    <message>
        <source>Relinked timeline</source>
        <translation>Neu verknüpfte Timeline</translation>
    </message>
    <message>
        <source>{name} relinked</source>
        <translation>{name} neu verknüpft</translation>
    </message>
    <message>
        <source>Import</source>
        <translation>Import</translation>
    </message>
    <message>
        <source>Title</source>
        <translation>Titel</translation>
    </message>
    <message>
        <source>Frame rate</source>
        <translation>Bildrate</translation>
    </message>
    <message>
        <source>Most common rate</source>
        <translation>Häufigste Rate</translation>
    </message>
    <message>
        <source>First timecode</source>
        <translation>Erster Timecode</translation>
    </message>
    <message>
        <source>Handles</source>
        <translation>Handles</translation>
    </message>
    <message>
        <source>Extra footage at both ends of each moment, as far as the clip has any</source>
        <translation>Zusätzliches Material an beiden Enden jedes Moments, soweit der Clip es hat</translation>
    </message>
    <message>
        <source>Unit of handles</source>
        <translation>Einheit der Handles</translation>
    </message>
    <message>
        <source>frames</source>
        <translation>Bilder</translation>
    </message>
    <message>
        <source>seconds</source>
        <translation>Sekunden</translation>
    </message>
    <message>
        <source>In and out stay exact frames of each clip at its own rate. Clips whose rate varies are counted at the nearest rate that editing programs have; the problems say which.</source>
        <translation>In und Out bleiben genaue Bilder jedes Clips in seiner eigenen Rate. Clips mit schwankender Bildrate werden in der nächsten Rate gezählt, die Schnittprogramme haben; die Probleme sagen, in welcher.</translation>
    </message>
    <message>
        <source>A copy loses nothing, but begins at the keyframe before the in point; “Files” says where. A preset encodes exactly these frames again. Existing files are never replaced.</source>
        <translation>Eine Kopie verliert nichts, beginnt aber am Keyframe vor dem In-Punkt; „Dateien“ sagt, wo. Eine Vorgabe encodiert genau diese Bilder neu. Vorhandene Dateien werden nie ersetzt.</translation>
    </message>
    <message>
        <source>The timeline has {rate} frames a second; 1 clip has another rate ({rates}).</source>
        <translation>Die Timeline hat {rate} Bilder pro Sekunde; 1 Clip hat eine andere Rate ({rates}).</translation>
    </message>
    <message>
        <source>In and out stay exact frames of each clip; lengths on the timeline are rounded to its frames.</source>
        <translation>In und Out bleiben genaue Bilder jedes Clips; Längen auf der Timeline werden auf deren Bilder gerundet.</translation>
    </message>
    <message>
        <source>It has no timecode of its own.</source>
        <translation>Er hat keinen eigenen Timecode.</translation>
    </message>
    <message>
        <source>It is counted from {start}.</source>
        <translation>Er wird ab {start} gezählt.</translation>
    </message>
    <message>
        <source>It has {rate} frames a second.</source>
        <translation>Er hat {rate} Bilder pro Sekunde.</translation>
    </message>
    <message>
        <source>It is counted at {rate}: each frame twice.</source>
        <translation>Er wird mit {rate} gezählt: jedes Bild zweimal.</translation>
    </message>
    <message>
        <source>Its frame rate varies (on average {rate} a second).</source>
        <translation>Seine Bildrate schwankt (im Mittel {rate} pro Sekunde).</translation>
    </message>
    <message>
        <source>It is conformed to {rate}. If your editing program conforms it to another rate, in and out move.</source>
        <translation>Er wird auf {rate} festgelegt. Legt Ihr Schnittprogramm eine andere Rate fest, verschieben sich In und Out.</translation>
    </message>
    <message>
        <source>It is not in the library now.</source>
        <translation>Er ist zurzeit nicht in der Bibliothek.</translation>
    </message>
    <message>
        <source>Written with the path it had, {path}. Relink it where it is opened.</source>
        <translation>Mit seinem bisherigen Pfad geschrieben, {path}. Verknüpfen Sie ihn dort neu, wo er geöffnet wird.</translation>
    </message>
    <message>
        <source>It stands for {seconds} seconds.</source>
        <translation>Es steht {seconds} Sekunden lang.</translation>
    </message>
    <message>
        <source>Its timecode passes midnight, from {start} to {end}.</source>
        <translation>Sein Timecode geht über Mitternacht, von {start} bis {end}.</translation>
    </message>
    <message>
        <source>Labels begin again at 00:00:00:00; FCPXML, Final Cut 7 XML, OTIO and MLT count on.</source>
        <translation>Die Zählung beginnt wieder bei 00:00:00:00; FCPXML, Final Cut 7 XML, OTIO und MLT zählen weiter.</translation>
    </message>
    <message>
        <source>The moment at {at} is after the end of the clip.</source>
        <translation>Der Moment bei {at} liegt hinter dem Ende des Clips.</translation>
    </message>
    <message>
        <source>The moment at {at} has no length.</source>
        <translation>Der Moment bei {at} hat keine Länge.</translation>
    </message>
    <message>
        <source>The moment at {at} is longer than the clip.</source>
        <translation>Der Moment bei {at} ist länger als der Clip.</translation>
    </message>
    <message>
        <source>It ends with the clip, at {end}.</source>
        <translation>Er endet mit dem Clip, bei {end}.</translation>
    </message>
    <message>
        <source>The timeline has {rate} frames a second; {clips} clips have another rate ({rates}).</source>
        <translation>Die Timeline hat {rate} Bilder pro Sekunde; {clips} Clips haben eine andere Rate ({rates}).</translation>
    </message>
    <message>
        <source>Its timecode counts {counted} frames a second, its pictures come at {rate}.</source>
        <translation>Sein Timecode zählt {counted} Bilder pro Sekunde, seine Bilder kommen mit {rate}.</translation>
    </message>
    <message>
        <source>Its first frame is labelled {start}.</source>
        <translation>Sein erstes Bild heißt {start}.</translation>
    </message>
    <message>
        <source>Its drive is not connected.</source>
        <translation>Sein Laufwerk ist nicht verbunden.</translation>
    </message>
    <message>
        <source>Its file is gone.</source>
        <translation>Seine Datei ist weg.</translation>
    </message>
    <message>
        <source>It was never read.</source>
        <translation>Er wurde noch nie gelesen.</translation>
    </message>
    <message>
        <source>It is a still.</source>
        <translation>Es ist ein Standbild.</translation>
    </message>
    <message>
        <source>{path} cannot be written: {why}.</source>
        <translation>{path} lässt sich nicht schreiben: {why}.</translation>
    </message>
    <message>
        <source>Check the permissions of its folder.</source>
        <translation>Prüfen Sie die Rechte des Ordners.</translation>
    </message>
    <message>
        <source>Final Cut Pro has no timelines of {rate} frames a second.</source>
        <translation>Final Cut Pro hat keine Timelines mit {rate} Bildern pro Sekunde.</translation>
    </message>
    <message>
        <source>Written anyway. Choose another rate for the timeline.</source>
        <translation>Trotzdem geschrieben. Wählen Sie eine andere Rate für die Timeline.</translation>
    </message>
    <message>
        <source>MLT counts in frames of the timeline; in and out of clips at other rates may fall between them.</source>
        <translation>MLT zählt in Bildern der Timeline; In und Out von Clips mit anderen Raten können dazwischen liegen.</translation>
    </message>
    <message>
        <source>Its name has characters that this format cannot hold.</source>
        <translation>Sein Name hat Zeichen, die dieses Format nicht fasst.</translation>
    </message>
    <message>
        <source>It is called {name}; the address of its file is exact.</source>
        <translation>Er heißt dort {name}; die Adresse seiner Datei ist genau.</translation>
    </message>
    <message>
        <source>Its name has characters that not every system and program can hold.</source>
        <translation>Sein Name hat Zeichen, die nicht jedes System und Programm verwenden kann.</translation>
    </message>
    <message>
        <source>Its name has {count} characters; some programs cut names after {most}.</source>
        <translation>Sein Name hat {count} Zeichen; manche Programme kürzen Namen nach {most}.</translation>
    </message>
    <message>
        <source>An edit decision list has at most {most} events; there are {count} moments.</source>
        <translation>Eine EDL hat höchstens {most} Events; es sind {count} Momente.</translation>
    </message>
    <message>
        <source>Kdenlive takes an MLT file into a project as one clip.</source>
        <translation>Kdenlive nimmt eine MLT-Datei als einen Clip ins Projekt auf.</translation>
    </message>
    <message>
        <source>For its parts and folders of the bin, choose a Kdenlive project.</source>
        <translation>Für die einzelnen Teile und Ordner der Projektablage ein Kdenlive-Projekt wählen.</translation>
    </message>
    <message>
        <source>The timeline has one track, of pictures.</source>
        <translation>Die Timeline hat eine Spur, die der Bilder.</translation>
    </message>
    <message>
        <source>This format has one frame rate and one way of counting; these clips have {labels}.</source>
        <translation>Dieses Format hat eine Bildrate und eine Zählweise; diese Clips haben {labels}.</translation>
    </message>
    <message>
        <source>Written as {files} files, one for each.</source>
        <translation>Als {files} Dateien geschrieben, je eine.</translation>
    </message>
    <message>
        <source>Above 100 frames a second, frames need three digits, which few programs read in this format.</source>
        <translation>Über 100 Bilder pro Sekunde brauchen drei Stellen, die in diesem Format wenige Programme lesen.</translation>
    </message>
    <message>
        <source>Written with three digits. Prefer FCPXML, XML or OTIO.</source>
        <translation>Mit drei Stellen geschrieben. Besser sind FCPXML, XML oder OTIO.</translation>
    </message>
    <message>
        <source>Another clip would have the same reel name as {stated}.</source>
        <translation>Ein anderer Clip hätte denselben Bandnamen wie {stated}.</translation>
    </message>
    <message>
        <source>Its reel is written as {name}.</source>
        <translation>Sein Band wird als {name} geschrieben.</translation>
    </message>
    <message>
        <source>In the bundle its file is {name}.</source>
        <translation>Im Paket heißt seine Datei {name}.</translation>
    </message>
    <message>
        <source>Written in full.</source>
        <translation>Vollständig geschrieben.</translation>
    </message>
    <message>
        <source>How many channels of sound it has is not known until it is read again.</source>
        <translation>Wie viele Tonkanäle er hat, ist erst bekannt, wenn er noch einmal gelesen wurde.</translation>
    </message>
    <message>
        <source>It has {channels} channels of sound.</source>
        <translation>Er hat {channels} Tonkanäle.</translation>
    </message>
    <message>
        <source>It has {tracks} tracks of sound.</source>
        <translation>Er hat {tracks} Tonspuren.</translation>
    </message>
    <message>
        <source>The timeline has the first of them. The clip in the bin has them all.</source>
        <translation>In der Timeline liegt die erste davon. Der Clip in der Ablage hat alle.</translation>
    </message>
    <message>
        <source>They are set to the nearest frame of the timeline.</source>
        <translation>Sie werden auf das nächste Bild der Timeline gesetzt.</translation>
    </message>
    <message>
        <source>{stated} cannot be a reel name: {length} letters, A-Z, 0-9 and _.</source>
        <translation>{stated} kann kein Bandname sein: {length} Zeichen, A-Z, 0-9 und _.</translation>
    </message>
    <message>
        <source>{times} clips have this name, and programs look for clips of this format by name.</source>
        <translation>{times} Clips heißen so, und bei diesem Format suchen Programme Clips nach dem Namen.</translation>
    </message>
    <message>
        <source>Their paths are written too; check each after relinking.</source>
        <translation>Ihre Pfade werden mitgeschrieben; prüfen Sie jeden nach dem Verknüpfen.</translation>
    </message>
    <message>
        <source>Written as several files.</source>
        <translation>Als mehrere Dateien geschrieben.</translation>
    </message>
    <message>
        <source>Sound stays in the clips that it names.</source>
        <translation>Der Ton bleibt in den Clips, die sie nennt.</translation>
    </message>
    <message>
        <source>Its sound is assumed to be stereo.</source>
        <translation>Der Ton wird als Stereo angenommen.</translation>
    </message>
    <message>
        <source>An edit decision list names the first two.</source>
        <translation>Eine EDL nennt die ersten zwei.</translation>
    </message>
    <message>
        <source>{name} cannot be read: it has no events of an edit decision list.</source>
        <translation>{name} lässt sich nicht lesen: Die Datei hat keine Ereignisse einer EDL.</translation>
    </message>
    <message>
        <source>Speed changes were not read: moments have their source in and out.</source>
        <translation>Geschwindigkeitsänderungen wurden nicht gelesen: Momente haben In und Out ihrer Quelle.</translation>
    </message>
    <message>
        <source>{name} cannot be read: it is not a Final Cut 7 XML file.</source>
        <translation>{name} lässt sich nicht lesen: Es ist kein Final-Cut-7-XML.</translation>
    </message>
    <message>
        <source>Nested sequences, titles and generators were not read.</source>
        <translation>Verschachtelte Sequenzen, Titel und Generatoren wurden nicht gelesen.</translation>
    </message>
    <message>
        <source>Compound clips, multicam clips, titles and generators were not read.</source>
        <translation>Compound-Clips, Multicam-Clips, Titel und Generatoren wurden nicht gelesen.</translation>
    </message>
    <message>
        <source>{name} cannot be read: it is not an FCPXML file.</source>
        <translation>{name} lässt sich nicht lesen: Es ist kein FCPXML.</translation>
    </message>
    <message>
        <source>{name} cannot be read: {why}.</source>
        <translation>{name} lässt sich nicht lesen: {why}.</translation>
    </message>
    <message>
        <source>{name} cannot be read: it is too large for a timeline.</source>
        <translation>{name} lässt sich nicht lesen: Die Datei ist zu groß für eine Timeline.</translation>
    </message>
    <message>
        <source>Check its name.</source>
        <translation>Prüfen Sie den Namen.</translation>
    </message>
    <message>
        <source>{name} cannot be read: it is not a timeline, list or table of a known format.</source>
        <translation>{name} lässt sich nicht lesen: Es ist keine Timeline, Liste oder Tabelle, die hier bekannt ist.</translation>
    </message>
    <message>
        <source>Export it again from the editing program, or as another format.</source>
        <translation>Exportieren Sie die Datei noch einmal aus dem Schnittprogramm oder in einem anderen Format.</translation>
    </message>
    <message>
        <source>{clips} clips could be meant, in {places}.</source>
        <translation>{clips} Clips könnten gemeint sein, in {places}.</translation>
    </message>
    <message>
        <source>The library has no clip of this name (as {path}).</source>
        <translation>Die Bibliothek hat keinen Clip dieses Namens (als {path}).</translation>
    </message>
    <message>
        <source>Its in and out are outside of the clip, which runs from {start} to {end}.</source>
        <translation>In und Out liegen außerhalb des Clips, der von {start} bis {end} geht.</translation>
    </message>
    <message>
        <source>The clip has not been read yet. Import again once it is indexed.</source>
        <translation>Der Clip wurde noch nicht gelesen. Importieren Sie noch einmal, wenn er indiziert ist.</translation>
    </message>
    <message>
        <source>It does not say which clip it is of.</source>
        <translation>Es steht nicht da, von welchem Clip er ist.</translation>
    </message>
    <message>
        <source>The library has no clip of this name.</source>
        <translation>Die Bibliothek hat keinen Clip dieses Namens.</translation>
    </message>
    <message>
        <source>{name} cannot be read: it holds no timeline.</source>
        <translation>{name} lässt sich nicht lesen: Die Datei enthält keine Timeline.</translation>
    </message>
    <message>
        <source>{name} cannot be read: it is not an OpenTimelineIO file.</source>
        <translation>{name} lässt sich nicht lesen: Es ist keine OpenTimelineIO-Datei.</translation>
    </message>
    <message>
        <source>{name} cannot be read: it is not an OpenTimelineIO bundle.</source>
        <translation>{name} lässt sich nicht lesen: Es ist kein OpenTimelineIO-Paket.</translation>
    </message>
    <message>
        <source>{name} cannot be read: its timeline is too large.</source>
        <translation>{name} lässt sich nicht lesen: Die Timeline darin ist zu groß.</translation>
    </message>
    <message>
        <source>{name} cannot be read: it is empty.</source>
        <translation>{name} lässt sich nicht lesen: Die Datei ist leer.</translation>
    </message>
    <message>
        <source>{name} cannot be read: it is not an Avid Log Exchange file.</source>
        <translation>{name} lässt sich nicht lesen: Es ist keine Avid-Log-Exchange-Datei.</translation>
    </message>
    <message>
        <source>{name} cannot be read: it has no columns.</source>
        <translation>{name} lässt sich nicht lesen: Die Datei hat keine Spalten.</translation>
    </message>
    <message>
        <source>{name} cannot be read: no column names the clips. Give one the heading “clip” or “path”.</source>
        <translation>{name} lässt sich nicht lesen: Keine Spalte nennt die Clips. Geben Sie einer die Überschrift „clip“ oder „path“.</translation>
    </message>
    <message>
        <source>{name} cannot be read: it is not a table ({error}).</source>
        <translation>{name} lässt sich nicht lesen: Es ist keine Tabelle ({error}).</translation>
    </message>
    <message>
        <source>{name} cannot be read: it defines entities of its own.</source>
        <translation>{name} lässt sich nicht lesen: Die Datei legt eigene Entitäten fest.</translation>
    </message>
    <message>
        <source>{name} cannot be read: it is not well-formed XML ({error}).</source>
        <translation>{name} lässt sich nicht lesen: Es ist kein wohlgeformtes XML ({error}).</translation>
    </message>
    <message>
        <source>{name} cannot be read: its encoding is unknown.</source>
        <translation>{name} lässt sich nicht lesen: Die Zeichenkodierung ist unbekannt.</translation>
    </message>
    <message>
        <source>{name} has no column “reel”.</source>
        <translation>{name} hat keine Spalte „reel“.</translation>
    </message>
    <message>
        <source>Give a table with the columns clip and reel.</source>
        <translation>Geben Sie eine Tabelle mit den Spalten clip und reel an.</translation>
    </message>
    <message>
        <source>The folder {folder} was not found.</source>
        <translation>Der Ordner {folder} wurde nicht gefunden.</translation>
    </message>
    <message>
        <source>{name} already exists, so nothing was written.</source>
        <translation>{name} ist schon da, deshalb wurde nichts geschrieben.</translation>
    </message>
    <message>
        <source>Choose another name, or allow replacing.</source>
        <translation>Wählen Sie einen anderen Namen oder erlauben Sie das Ersetzen.</translation>
    </message>
    <message>
        <source>Create it, or choose another.</source>
        <translation>Legen Sie ihn an oder wählen Sie einen anderen.</translation>
    </message>
    <message>
        <source>{name} could not be written: {why}.</source>
        <translation>{name} ließ sich nicht schreiben: {why}.</translation>
    </message>
    <message>
        <source>Choose another folder.</source>
        <translation>Einen anderen Ordner wählen.</translation>
    </message>
    <message>
        <source>{name} could not be read: {why}.</source>
        <translation>{name} konnte nicht gelesen werden: {why}.</translation>
    </message>
    <message>
        <source>Connect its drive, or export without the clips inside.</source>
        <translation>Schließen Sie das Laufwerk an oder exportieren Sie ohne die Clips darin.</translation>
    </message>
    <message>
        <source>{name} is one of the clips, so it is not replaced.</source>
        <translation>{name} ist einer der Clips und wird deshalb nicht ersetzt.</translation>
    </message>
    <message>
        <source>{name} already exists, so it was not written.</source>
        <translation>{name} ist schon da und wurde deshalb nicht geschrieben.</translation>
    </message>
    <message>
        <source>The library has it, but {path} cannot be reached now.</source>
        <translation>Die Bibliothek hat ihn, aber {path} ist jetzt nicht erreichbar.</translation>
    </message>
    <message>
        <source>{name} has its clips inside, so there is nothing to relink.</source>
        <translation>{name} hat die Clips in sich, da gibt es nichts neu zu verknüpfen.</translation>
    </message>
    <message>
        <source>{name} is not saved as UTF-8, so it is not written again.</source>
        <translation>{name} ist nicht als UTF-8 gespeichert und wird deshalb nicht neu geschrieben.</translation>
    </message>
    <message>
        <source>Its moments are of different clips: {first} and {second}.</source>
        <translation>Seine Momente sind von verschiedenen Clips: {first} und {second}.</translation>
    </message>
    <message>
        <source>It names no path.</source>
        <translation>Es steht kein Pfad da.</translation>
    </message>
    <message>
        <source>text</source>
        <translation>Text</translation>
    </message>
    <message>
        <source>audio only</source>
        <translation>nur Ton</translation>
    </message>
    <message>
        <source>a font</source>
        <translation>eine Schriftart</translation>
    </message>
    <message>
        <source>PDF</source>
        <translation>PDF</translation>
    </message>
    <message>
        <source>an archive</source>
        <translation>ein Archiv</translation>
    </message>
    <message>
        <source>added twice</source>
        <translation>zweimal angegeben</translation>
    </message>
    <message>
        <source>inside {folder}, also added</source>
        <translation>in {folder}, ebenfalls hinzugefügt</translation>
    </message>
    <message>
        <source>through a link</source>
        <translation>über eine Verknüpfung</translation>
    </message>
    <message>
        <source>inside {folder}</source>
        <translation>in {folder}</translation>
    </message>
    <message>
        <source>empty</source>
        <translation>leer</translation>
    </message>
    <message>
        <source>unknown file type</source>
        <translation>unbekannter Dateityp</translation>
    </message>
    <message>
        <source>all its clips</source>
        <translation>alle Clips darin</translation>
    </message>
    <message>
        <source>no videos</source>
        <translation>keine Videos</translation>
    </message>
    <message>
        <source>an empty name</source>
        <translation>ein leerer Name</translation>
    </message>
    <message>
        <source>no permission</source>
        <translation>keine Berechtigung</translation>
    </message>
    <message>
        <source>{count} already in the library</source>
        <translation>{count} bereits in der Bibliothek</translation>
    </message>
    <message>
        <source>a pipe, socket or device</source>
        <translation>eine Pipe, ein Socket oder ein Gerät</translation>
    </message>
    <message>
        <source>a link to a missing file</source>
        <translation>eine Verknüpfung zu einer fehlenden Datei</translation>
    </message>
    <message>
        <source>unusable name</source>
        <translation>unbrauchbarer Name</translation>
    </message>
    <message>
        <source>The decoder stopped while reading {name}.</source>
        <translation>Der Decoder ist beim Lesen von {name} abgebrochen.</translation>
    </message>
    <message>
        <source>The file is probably damaged.</source>
        <translation>Die Datei ist vermutlich beschädigt.</translation>
    </message>
    <message>
        <source>The decoder failed while reading {name}.</source>
        <translation>Der Decoder ist beim Lesen von {name} gescheitert.</translation>
    </message>
    <message>
        <source>{name} yielded no new frame for {waited_s} s and was skipped.</source>
        <translation>{name} lieferte {waited_s} s lang kein neues Bild und wurde übersprungen.</translation>
    </message>
    <message>
        <source>Check that its drive is connected.</source>
        <translation>Prüfen Sie, ob das Laufwerk verbunden ist.</translation>
    </message>
    <message>
        <source>The decoder could not be started.</source>
        <translation>Der Decoder ließ sich nicht starten.</translation>
    </message>
    <message>
        <source>Reinstall C2V Desktop. Details are in the log.</source>
        <translation>Installieren Sie C2V Desktop neu. Einzelheiten stehen im Protokoll.</translation>
    </message>
    <message>
        <source>{name} was not found.</source>
        <translation>{name} wurde nicht gefunden.</translation>
    </message>
    <message>
        <source>{name} is no longer a folder.</source>
        <translation>{name} ist kein Ordner mehr.</translation>
    </message>
    <message>
        <source>Connect its drive, or remove it here.</source>
        <translation>Schließen Sie das Laufwerk an oder entfernen Sie den Ordner hier.</translation>
    </message>
    <message>
        <source>Copy the file again from its source, or check whether it plays in another player.</source>
        <translation>Kopieren Sie die Datei noch einmal von der Quelle oder prüfen Sie, ob ein anderer Player sie abspielt.</translation>
    </message>
    <message>
        <source>{name} needs more memory than a clip may use.</source>
        <translation>{name} braucht mehr Arbeitsspeicher, als ein Clip belegen darf.</translation>
    </message>
    <message>
        <source>{name} is not a video, or is too damaged to read.</source>
        <translation>{name} ist kein Video oder zu beschädigt, um gelesen zu werden.</translation>
    </message>
    <message>
        <source>{name} needs more memory than a clip may use ({allowed}).</source>
        <translation>{name} braucht mehr Arbeitsspeicher, als ein Clip belegen darf ({allowed}).</translation>
    </message>
    <message>
        <source>You can raise the limit under Performance in Settings.</source>
        <translation>Die Grenze lässt sich in den Einstellungen unter „Leistung“ erhöhen.</translation>
    </message>
    <message>
        <source>No frame of {name} could be decoded.</source>
        <translation>Kein Bild von {name} ließ sich decodieren.</translation>
    </message>
    <message>
        <source>Check whether it was moved, or its drive disconnected.</source>
        <translation>Prüfen Sie, ob die Datei verschoben oder das Laufwerk getrennt wurde.</translation>
    </message>
    <message>
        <source>{name} is a folder, not a video.</source>
        <translation>{name} ist ein Ordner, kein Video.</translation>
    </message>
    <message>
        <source>{name} is not a regular file (a pipe, a socket or a device).</source>
        <translation>{name} ist keine gewöhnliche Datei (sondern Pipe, Socket oder Gerät).</translation>
    </message>
    <message>
        <source>{name} is empty (0 bytes).</source>
        <translation>{name} ist leer (0 Byte).</translation>
    </message>
    <message>
        <source>No permission to read {name}.</source>
        <translation>Keine Berechtigung, {name} zu lesen.</translation>
    </message>
    <message>
        <source>Check the permissions of the file and its folder.</source>
        <translation>Prüfen Sie die Rechte der Datei und ihres Ordners.</translation>
    </message>
    <message>
        <source>{name} is a link to itself.</source>
        <translation>{name} ist eine Verknüpfung auf sich selbst.</translation>
    </message>
    <message>
        <source>The path of {name} is too long for this system.</source>
        <translation>Der Pfad von {name} ist zu lang für dieses System.</translation>
    </message>
    <message>
        <source>Move it to a folder with a shorter path.</source>
        <translation>Verschieben Sie die Datei in einen Ordner mit kürzerem Pfad.</translation>
    </message>
    <message>
        <source>The drive stopped responding while reading {name}.</source>
        <translation>Das Laufwerk antwortete beim Lesen von {name} nicht mehr.</translation>
    </message>
    <message>
        <source>Check its cable or network connection.</source>
        <translation>Prüfen Sie Kabel oder Netzwerkverbindung.</translation>
    </message>
    <message>
        <source>{name} is a still picture, not a video.</source>
        <translation>{name} ist ein Standbild, kein Video.</translation>
    </message>
    <message>
        <source>{name} has no video track.</source>
        <translation>{name} hat keine Videospur.</translation>
    </message>
    <message>
        <source>{name} uses a codec that cannot be decoded.</source>
        <translation>{name} verwendet einen Codec, der sich nicht decodieren lässt.</translation>
    </message>
    <message>
        <source>{name} is in a format that cannot be decoded.</source>
        <translation>{name} hat ein Format, das sich nicht decodieren lässt.</translation>
    </message>
    <message>
        <source>{name} has audio but no video.</source>
        <translation>{name} hat Ton, aber kein Video.</translation>
    </message>
    <message>
        <source>{name} is a link to a missing file.</source>
        <translation>{name} ist eine Verknüpfung auf eine Datei, die fehlt.</translation>
    </message>
    <message>
        <source>{name} opens, but none of its frames can be decoded.</source>
        <translation>{name} lässt sich öffnen, aber keines der Bilder decodieren.</translation>
    </message>
    <message>
        <source>{name} is encrypted and cannot be decoded.</source>
        <translation>{name} ist verschlüsselt und lässt sich nicht decodieren.</translation>
    </message>
    <message>
        <source>Ask whoever supplied it for an unprotected copy.</source>
        <translation>Bitten Sie, wer die Datei geliefert hat, um eine Kopie ohne Schutz.</translation>
    </message>
    <message>
        <source>{name} contains no frames.</source>
        <translation>{name} enthält keine Bilder.</translation>
    </message>
    <message>
        <source>{name} is audio with a cover picture, not a video.</source>
        <translation>{name} ist Ton mit einem Titelbild, kein Video.</translation>
    </message>
    <message>
        <source>{name} ends before its first frame.</source>
        <translation>{name} endet vor dem ersten Bild.</translation>
    </message>
    <message>
        <source>{name} is a still picture, so it has no subclips.</source>
        <translation>{name} ist ein Standbild und hat deshalb keine Subclips.</translation>
    </message>
    <message>
        <source>{name} is {maker}, which only its maker&apos;s own software can read.</source>
        <translation>{name} ist {maker}, was nur die Software des Herstellers lesen kann.</translation>
    </message>
    <message>
        <source>Put a proxy named {proxy} next to it, or in a folder named Proxy there, and try again.</source>
        <translation>Legen Sie einen Proxy namens {proxy} daneben oder dort in einen Ordner namens Proxy, und versuchen Sie es noch einmal.</translation>
    </message>
    <message>
        <source>{name} is not a picture, or in a format that cannot be read.</source>
        <translation>{name} ist kein Bild oder hat ein Format, das sich nicht lesen lässt.</translation>
    </message>
    <message>
        <source>{name} is damaged or incomplete.</source>
        <translation>{name} ist beschädigt oder unvollständig.</translation>
    </message>
    <message>
        <source>{name} is a camera raw file that cannot be read here.</source>
        <translation>{name} ist eine Kamera-Raw-Datei, die sich hier nicht lesen lässt.</translation>
    </message>
    <message>
        <source>Save a JPEG or TIFF copy next to it.</source>
        <translation>Sichern Sie daneben eine Kopie als JPEG oder TIFF.</translation>
    </message>
    <message>
        <source>{name} declares {width} × {height} pixels, more than C2V Desktop opens.</source>
        <translation>{name} gibt {width} × {height} Pixel an, mehr als C2V Desktop öffnet.</translation>
    </message>
    <message>
        <source>Save a smaller copy next to it.</source>
        <translation>Sichern Sie daneben eine kleinere Kopie.</translation>
    </message>
    <message>
        <source>Its timecode cannot be written at this frame rate.</source>
        <translation>Der Timecode lässt sich bei dieser Bildrate nicht schreiben.</translation>
    </message>
    <message>
        <source>Choose a preset.</source>
        <translation>Wählen Sie eine Vorgabe.</translation>
    </message>
    <message>
        <source>{name} has timestamps that cannot be relied on, so it cannot be cut without encoding.</source>
        <translation>Auf die Zeitstempel von {name} ist kein Verlass, deshalb geht Schneiden ohne Encodieren nicht.</translation>
    </message>
    <message>
        <source>{name} can only be read from its beginning, so it cannot be cut without encoding.</source>
        <translation>{name} lässt sich nur von Anfang an lesen, deshalb geht Schneiden ohne Encodieren nicht.</translation>
    </message>
    <message>
        <source>{name} hides some of these frames, so it cannot be cut without encoding.</source>
        <translation>{name} verbirgt einige dieser Bilder, deshalb geht Schneiden ohne Encodieren nicht.</translation>
    </message>
    <message>
        <source>Choose another preset.</source>
        <translation>Wählen Sie eine andere Vorgabe.</translation>
    </message>
    <message>
        <source>This installation has no encoder for {preset}.</source>
        <translation>Diese Installation hat keinen Encoder für {preset}.</translation>
    </message>
    <message>
        <source>No frame of this part of {name} could be decoded.</source>
        <translation>Kein Bild dieses Teils von {name} ließ sich decodieren.</translation>
    </message>
    <message>
        <source>{name} is smaller than {least}, the smallest picture of this preset.</source>
        <translation>{name} ist kleiner als {least}, das kleinste Bild dieser Vorgabe.</translation>
    </message>
    <message>
        <source>Sound of {number} channels was mixed to stereo.</source>
        <translation>Ton mit {number} Kanälen wurde auf Stereo gemischt.</translation>
    </message>
    <message>
        <source>No subclip of {name} could be written: {error}.</source>
        <translation>Von {name} ließ sich kein Subclip schreiben: {error}.</translation>
    </message>
    <message>
        <source>Strong, good and weak refer to the whole score.</source>
        <translation>Stark, gut und schwach beziehen sich auf den ganzen Wert.</translation>
    </message>
    <message>
        <source>Centres {first} and {last} are muted.</source>
        <translation>Die Zentren {first} und {last} sind stumm.</translation>
    </message>
    <message>
        <source>Centre {number} is muted.</source>
        <translation>Zentrum {number} ist stumm.</translation>
    </message>
    <message>
        <source>The {count} best moments are ranked by the score without what is muted.</source>
        <translation>Die {count} besten Momente sind nach dem Wert ohne das Stumme geordnet.</translation>
    </message>
    <message>
        <source>The best moment is ranked by the score without what is muted.</source>
        <translation>Der beste Moment ist nach dem Wert ohne das Stumme geordnet.</translation>
    </message>
    <message>
        <source>{which} {moments} {rest}</source>
        <translation>{which} {moments} {rest}</translation>
    </message>
    <message>
        <source>{model} has no such centres, so muting them was ignored.</source>
        <translation>{model} hat diese Zentren nicht; die Stummschaltung wurde ignoriert.</translation>
    </message>
    <message>
        <source>Centres can be muted for a plain sentence only, so muting was ignored.</source>
        <translation>Zentren lassen sich nur bei einem einfachen Satz stumm schalten; die Stummschaltung wurde ignoriert.</translation>
    </message>
    <message>
        <source>German</source>
        <translation>Deutsch</translation>
    </message>
    <message>
        <source>French</source>
        <translation>Französisch</translation>
    </message>
    <message>
        <source>Spanish</source>
        <translation>Spanisch</translation>
    </message>
    <message>
        <source>Italian</source>
        <translation>Italienisch</translation>
    </message>
    <message>
        <source>Portuguese</source>
        <translation>Portugiesisch</translation>
    </message>
    <message>
        <source>Dutch</source>
        <translation>Niederländisch</translation>
    </message>
    <message>
        <source>Swedish</source>
        <translation>Schwedisch</translation>
    </message>
    <message>
        <source>Danish</source>
        <translation>Dänisch</translation>
    </message>
    <message>
        <source>Norwegian</source>
        <translation>Norwegisch</translation>
    </message>
    <message>
        <source>Polish</source>
        <translation>Polnisch</translation>
    </message>
    <message>
        <source>Czech</source>
        <translation>Tschechisch</translation>
    </message>
    <message>
        <source>Turkish</source>
        <translation>Türkisch</translation>
    </message>
    <message>
        <source>Finnish</source>
        <translation>Finnisch</translation>
    </message>
    <message>
        <source>Hungarian</source>
        <translation>Ungarisch</translation>
    </message>
    <message>
        <source>Romanian</source>
        <translation>Rumänisch</translation>
    </message>
    <message>
        <source>Indonesian</source>
        <translation>Indonesisch</translation>
    </message>
    <message>
        <source>Chinese characters</source>
        <translation>chinesischen Schriftzeichen</translation>
    </message>
    <message>
        <source>Japanese</source>
        <translation>Japanisch</translation>
    </message>
    <message>
        <source>Korean</source>
        <translation>Koreanisch</translation>
    </message>
    <message>
        <source>Cyrillic</source>
        <translation>Kyrillisch</translation>
    </message>
    <message>
        <source>Arabic</source>
        <translation>Arabisch</translation>
    </message>
    <message>
        <source>Hebrew</source>
        <translation>Hebräisch</translation>
    </message>
    <message>
        <source>Greek</source>
        <translation>Griechisch</translation>
    </message>
    <message>
        <source>Thai</source>
        <translation>Thailändisch</translation>
    </message>
    <message>
        <source>Devanagari</source>
        <translation>Devanagari</translation>
    </message>
    <message>
        <source>Bengali</source>
        <translation>Bengalisch</translation>
    </message>
    <message>
        <source>Tamil</source>
        <translation>Tamil</translation>
    </message>
    <message>
        <source>Telugu</source>
        <translation>Telugu</translation>
    </message>
    <message>
        <source>Armenian</source>
        <translation>Armenisch</translation>
    </message>
    <message>
        <source>Georgian</source>
        <translation>Georgisch</translation>
    </message>
    <message>
        <source>Ethiopic</source>
        <translation>Äthiopisch</translation>
    </message>
    <message>
        <source>Khmer</source>
        <translation>Khmer</translation>
    </message>
    <message>
        <source>Lao</source>
        <translation>Laotisch</translation>
    </message>
    <message>
        <source>Burmese</source>
        <translation>Birmanisch</translation>
    </message>
    <message>
        <source>Sinhala</source>
        <translation>Singhalesisch</translation>
    </message>
    <message>
        <source>Gujarati</source>
        <translation>Gujarati</translation>
    </message>
    <message>
        <source>Gurmukhi</source>
        <translation>Gurmukhi</translation>
    </message>
    <message>
        <source>Kannada</source>
        <translation>Kannada</translation>
    </message>
    <message>
        <source>Malayalam</source>
        <translation>Malayalam</translation>
    </message>
    <message>
        <source>Tibetan</source>
        <translation>Tibetisch</translation>
    </message>
    <message>
        <source>Mongolian</source>
        <translation>Mongolisch</translation>
    </message>
    <message>
        <source>{taken} of {items} items added ({clips}).</source>
        <translation>{taken} von {items} Objekten hinzugefügt ({clips}).</translation>
    </message>
    <message>
        <source>Already in the library: {it}.</source>
        <translation>Bereits in der Bibliothek: {it}.</translation>
    </message>
    <message>
        <source>{names} and {count} more</source>
        <translation>{names} und {count} weitere</translation>
    </message>
    <message>
        <source>Mount the share, then add the folder from there.</source>
        <translation>Die Freigabe einhängen, dann den Ordner von dort hinzufügen.</translation>
    </message>
    <message>
        <source>Download it first.</source>
        <translation>Zuerst herunterladen.</translation>
    </message>
    <message>
        <source>Save it as a file first.</source>
        <translation>Zuerst als Datei speichern.</translation>
    </message>
    <message>
        <source>Folder added.</source>
        <translation>Ordner hinzugefügt.</translation>
    </message>
    <message>
        <source>{count} folders added.</source>
        <translation>{count} Ordner hinzugefügt.</translation>
    </message>
    <message>
        <source>1 clip added.</source>
        <translation>1 Clip hinzugefügt.</translation>
    </message>
    <message>
        <source>{count} clips added.</source>
        <translation>{count} Clips hinzugefügt.</translation>
    </message>
    <message>
        <source>{taken} of {items} items added.</source>
        <translation>{taken} von {items} Objekten hinzugefügt.</translation>
    </message>
    <message>
        <source>1 clip</source>
        <translation>1 Clip</translation>
    </message>
    <message>
        <source>{count} clips</source>
        <translation>{count} Clips</translation>
    </message>
    <message>
        <source>{it}.</source>
        <translation>{it}.</translation>
    </message>
    <message>
        <source>Already in the library.</source>
        <translation>Bereits in der Bibliothek.</translation>
    </message>
    <message>
        <source>Nothing added.</source>
        <translation>Nichts hinzugefügt.</translation>
    </message>
    <message>
        <source>1 new clip found.</source>
        <translation>1 neuer Clip gefunden.</translation>
    </message>
    <message>
        <source>{count} new clips found.</source>
        <translation>{count} neue Clips gefunden.</translation>
    </message>
    <message>
        <source>{name} ({detail})</source>
        <translation>{name} ({detail})</translation>
    </message>
    <message>
        <source>Not found: {it}. Check the name, or connect the drive.</source>
        <translation>Nicht gefunden: {it}. Den Namen prüfen oder das Laufwerk anschließen.</translation>
    </message>
    <message>
        <source>Cannot be read: {it}.</source>
        <translation>Nicht lesbar: {it}.</translation>
    </message>
    <message>
        <source>Not a file on this computer: {it}.</source>
        <translation>Keine Datei auf diesem Computer: {it}.</translation>
    </message>
    <message>
        <source>No clips in {it} yet. New clips are indexed automatically.</source>
        <translation>Noch keine Clips in {it}. Neue Clips werden automatisch indiziert.</translation>
    </message>
    <message>
        <source>Not a video: {it}.</source>
        <translation>Kein Video: {it}.</translation>
    </message>
    <message>
        <source>Not videos: {it}.</source>
        <translation>Keine Videos: {it}.</translation>
    </message>
    <message>
        <source>This model understands English, but this looks like {language}. Try it in English.</source>
        <translation>Dieses Modell versteht Englisch, aber das sieht nach {language} aus. Versuchen Sie es auf Englisch.</translation>
    </message>
    <message>
        <source>The model does not understand exclusions in a sentence: moments with “{words}” may be shown. Exclude the phrase instead.</source>
        <translation>Das Modell versteht keine Ausschlüsse im Satz: Momente mit „{words}“ können erscheinen. Schließen Sie die Phrase stattdessen aus.</translation>
    </message>
    <message>
        <source>{model} has no motion setting, so it was ignored.</source>
        <translation>{model} hat keine Einstellung für Bewegung; sie wurde ignoriert.</translation>
    </message>
    <message>
        <source>Left out.</source>
        <translation>Ausgelassen.</translation>
    </message>
</context>
<context>
    <name>Models</name>
    <message>
        <source>Measuring…</source>
        <translation>Messung läuft…</translation>
    </message>
    <message>
        <source>Checking files…</source>
        <translation>Dateien werden geprüft…</translation>
    </message>
    <message>
        <source>Discard the partial download of {name} ({size})?</source>
        <translation>Den angefangenen Download von {name} ({size}) verwerfen?</translation>
    </message>
    <message>
        <source>Discard download</source>
        <translation>Download verwerfen</translation>
    </message>
    <message>
        <source>Discard</source>
        <translation>Verwerfen</translation>
    </message>
    <message>
        <source>Removing…</source>
        <translation>Wird entfernt…</translation>
    </message>
    <message>
        <source>{name} is damaged: its checksum has changed since it was installed.</source>
        <translation>{name} ist beschädigt: Die Prüfsumme hat sich seit der Installation geändert.</translation>
    </message>
    <message>
        <source>Remove the model and install it again.</source>
        <translation>Das Modell entfernen und neu installieren.</translation>
    </message>
    <message>
        <source>Delete {name}{size} from this computer? What it has indexed stays in the library.</source>
        <translation>{name}{size} von diesem Computer löschen? Was es indiziert hat, bleibt in der Bibliothek.</translation>
    </message>
    <message>
        <source>Remove {name}</source>
        <translation>{name} entfernen</translation>
    </message>
    <message>
        <source>Remove</source>
        <translation>Entfernen</translation>
    </message>
    <message>
        <source>This model is in use.</source>
        <translation>Dieses Modell wird verwendet.</translation>
    </message>
    <message>
        <source>Switch to another model first.</source>
        <translation>Zuerst zu einem anderen Modell wechseln.</translation>
    </message>
    <message>
        <source>verified against the checksum built into C2V Desktop</source>
        <translation>mit der in C2V Desktop hinterlegten Prüfsumme geprüft</translation>
    </message>
    <message>
        <source>verified against the checksum published by the source</source>
        <translation>mit der von der Quelle veröffentlichten Prüfsumme geprüft</translation>
    </message>
    <message>
        <source>copied; the original was not verified</source>
        <translation>kopiert; das Original wurde nicht geprüft</translation>
    </message>
    <message>
        <source>converted on this computer from another file</source>
        <translation>auf diesem Computer aus einer anderen Datei erzeugt</translation>
    </message>
    <message>
        <source>will be verified against this checksum</source>
        <translation>wird mit dieser Prüfsumme geprüft</translation>
    </message>
    <message>
        <source>will be verified against the checksum published by the source</source>
        <translation>wird mit der von der Quelle veröffentlichten Prüfsumme geprüft</translation>
    </message>
    <message>
        <source>imported by you</source>
        <translation>selbst importiert</translation>
    </message>
    <message>
        <source>Demo model</source>
        <translation>Demomodell</translation>
    </message>
    <message>
        <source>for trying out: recognises only drawn shapes, colours and motion</source>
        <translation>zum Ausprobieren: erkennt nur gezeichnete Formen, Farben und Bewegung</translation>
    </message>
    <message>
        <source>Trained on generated clips, so that everything works without a download. In real footage it recognises little more than colour and light.</source>
        <translation>Mit erzeugten Clips trainiert, damit alles ohne Download läuft. In echtem Material erkennt es kaum mehr als Farbe und Licht.</translation>
    </message>
    <message>
        <source>English</source>
        <translation>Englisch</translation>
    </message>
    <message>
        <source>Included with C2V Desktop.</source>
        <translation>In C2V Desktop enthalten.</translation>
    </message>
    <message>
        <source>your own file, set in Settings</source>
        <translation>eigene Datei, in den Einstellungen festgelegt</translation>
    </message>
    <message>
        <source>Stored outside the models folder: {outside}{absence}</source>
        <translation>Liegt außerhalb des Modellordners: {outside}{absence}</translation>
    </message>
    <message>
        <source>this folder cannot be read</source>
        <translation>dieser Ordner ist nicht lesbar</translation>
    </message>
    <message>
        <source> Switch to another model, then remove this one and install it again.</source>
        <translation> Zu einem anderen Modell wechseln, dann dieses entfernen und neu installieren.</translation>
    </message>
    <message>
        <source>{name} resumes at {waits_until}</source>
        <translation>{name} wird um {waits_until} fortgesetzt</translation>
    </message>
    <message>
        <source>Using the demo model, which recognises only drawn shapes. For real footage, install one of the models below: PE-Core B/16 is the first choice; on a small computer, PE-Core S/16 or CLIP ViT-B/32.</source>
        <translation>Das Demomodell wird verwendet; es erkennt nur gezeichnete Formen. Für echtes Material eines der Modelle unten installieren: PE-Core B/16 ist die erste Wahl, auf einem kleinen Computer PE-Core S/16 oder CLIP ViT-B/32.</translation>
    </message>
    <message>
        <source>Using {name}. Switch any time; existing indexes are kept.</source>
        <translation>{name} wird verwendet. Wechseln geht jederzeit; vorhandene Indizes bleiben.</translation>
    </message>
    <message>
        <source>Choose which model it is under “Model”.</source>
        <translation>Unter „Modell“ angeben, welches Modell es ist.</translation>
    </message>
    <message>
        <source>Reading the file…</source>
        <translation>Datei wird gelesen…</translation>
    </message>
    <message>
        <source>Import stopped. Nothing was kept.</source>
        <translation>Import abgebrochen. Nichts wurde behalten.</translation>
    </message>
    <message>
        <source>{name} was imported. Click Use on the Models page to search with it.</source>
        <translation>{name} wurde importiert. Zum Suchen auf der Modellseite „Verwenden“ klicken.</translation>
    </message>
    <message>
        <source>{path} was not found.</source>
        <translation>{path} wurde nicht gefunden.</translation>
    </message>
    <message>
        <source>Choose a model folder or a checkpoint file.</source>
        <translation>Einen Modellordner oder eine Checkpoint-Datei wählen.</translation>
    </message>
    <message>
        <source>The folder {path} has no {record}, so its model cannot be identified.</source>
        <translation>Im Ordner {path} fehlt {record}; daher ist unklar, welches Modell er enthält.</translation>
    </message>
    <message>
        <source>Copying…</source>
        <translation>Wird kopiert…</translation>
    </message>
    <message>
        <source>{name} is installed.</source>
        <translation>{name} ist installiert.</translation>
    </message>
    <message>
        <source>You can use it now.</source>
        <translation>Es kann jetzt verwendet werden.</translation>
    </message>
    <message>
        <source>{name} could not be installed.</source>
        <translation>{name} konnte nicht installiert werden.</translation>
    </message>
    <message>
        <source>Models…</source>
        <translation>Modelle…</translation>
    </message>
    <message>
        <source>It will be used after a restart. Clips indexed with another model are then re-indexed.</source>
        <translation>Es wird nach einem Neustart verwendet. Mit einem anderen Modell indizierte Clips werden dann neu indiziert.</translation>
    </message>
    <message>
        <source>Loading the model…</source>
        <translation>Das Modell wird geladen…</translation>
    </message>
    <message>
        <source>Checking…</source>
        <translation>Wird geprüft…</translation>
    </message>
    <message>
        <source> Searches still use {name} until all clips are re-indexed. If you remove it, searches use the new model and find only what it has indexed so far.</source>
        <translation> Suchen verwenden weiter {name}, bis alle Clips neu indiziert sind. Wird es entfernt, verwenden Suchen das neue Modell und finden nur, was es bisher indiziert hat.</translation>
    </message>
    <message>
        <source>Use {name}</source>
        <translation>{name} verwenden</translation>
    </message>
    <message>
        <source>Use this model</source>
        <translation>Dieses Modell verwenden</translation>
    </message>
    <message>
        <source>Switching models…</source>
        <translation>Modell wird gewechselt…</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>Abbrechen</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>Name</translation>
    </message>
    <message>
        <source>Problem</source>
        <translation>Problem</translation>
    </message>
    <message>
        <source>Found</source>
        <translation>Gefunden</translation>
    </message>
    <message>
        <source>Expected</source>
        <translation>Erwartet</translation>
    </message>
    <message>
        <source>Detect from the file</source>
        <translation>Aus der Datei ermitteln</translation>
    </message>
    <message>
        <source>Import a model</source>
        <translation>Modell importieren</translation>
    </message>
    <message>
        <source>Model folder or checkpoint file</source>
        <translation>Modellordner oder Checkpoint-Datei</translation>
    </message>
    <message>
        <source>Folder or file</source>
        <translation>Ordner oder Datei</translation>
    </message>
    <message>
        <source>Model</source>
        <translation>Modell</translation>
    </message>
    <message>
        <source>File name</source>
        <translation>Dateiname</translation>
    </message>
    <message>
        <source>Display name</source>
        <translation>Anzeigename</translation>
    </message>
    <message>
        <source>Only if it cannot be detected, e.g. ViT-B-16</source>
        <translation>Nur wenn nicht ermittelbar, z. B. ViT-B-16</translation>
    </message>
    <message>
        <source>open_clip name</source>
        <translation>open_clip-Name</translation>
    </message>
    <message>
        <source>Import the image and text towers only</source>
        <translation>Nur die Bild- und Textmodelle importieren</translation>
    </message>
    <message>
        <source>Copy progress</source>
        <translation>Fortschritt der Kopie</translation>
    </message>
    <message>
        <source>Import</source>
        <translation>Importieren</translation>
    </message>
    <message>
        <source>Copy table</source>
        <translation>Tabelle kopieren</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>Schließen</translation>
    </message>
    <message>
        <source>File…</source>
        <translation>Datei…</translation>
    </message>
    <message>
        <source>Folder…</source>
        <translation>Ordner…</translation>
    </message>
    <message>
        <source>Choose a checkpoint</source>
        <translation>Checkpoint wählen</translation>
    </message>
    <message>
        <source>Choose a model folder</source>
        <translation>Modellordner wählen</translation>
    </message>
    <message>
        <source>From</source>
        <translation>Von</translation>
    </message>
    <message>
        <source>Stop</source>
        <translation>Stopp</translation>
    </message>
    <message>
        <source>Mismatched entries</source>
        <translation>Abweichende Einträge</translation>
    </message>
    <message>
        <source>Install {name}</source>
        <translation>{name} installieren</translation>
    </message>
    <message>
        <source>Not enough disk space: free up {size} more on that disk.</source>
        <translation>Nicht genug Speicherplatz: Auf diesem Laufwerk noch {size} freigeben.</translation>
    </message>
    <message>
        <source>Accept the licence and download {size}</source>
        <translation>Lizenz annehmen und {size} laden</translation>
    </message>
    <message>
        <source>Not now</source>
        <translation>Nicht jetzt</translation>
    </message>
    <message>
        <source>Size</source>
        <translation>Größe</translation>
    </message>
    <message>
        <source>about {size} ({free} free)</source>
        <translation>etwa {size} ({free} frei)</translation>
    </message>
    <message>
        <source>Download from</source>
        <translation>Laden von</translation>
    </message>
    <message>
        <source>Save to</source>
        <translation>Speichern in</translation>
    </message>
    <message>
        <source>Origin</source>
        <translation>Herkunft</translation>
    </message>
    <message>
        <source>Version</source>
        <translation>Version</translation>
    </message>
    <message>
        <source>Licence</source>
        <translation>Lizenz</translation>
    </message>
    <message>
        <source>Copyright</source>
        <translation>Urheberrecht</translation>
    </message>
    <message>
        <source>Text of {licence}</source>
        <translation>Text von {licence}</translation>
    </message>
    <message>
        <source>Read the text of {licence} here: {licence_url}</source>
        <translation>Den Text von {licence} hier lesen: {licence_url}</translation>
    </message>
    <message>
        <source>Built in</source>
        <translation>Enthalten</translation>
    </message>
    <message>
        <source>Not installed</source>
        <translation>Nicht installiert</translation>
    </message>
    <message>
        <source>Waiting for another download</source>
        <translation>Wartet auf einen anderen Download</translation>
    </message>
    <message>
        <source>Downloading</source>
        <translation>Wird geladen</translation>
    </message>
    <message>
        <source>Pausing…</source>
        <translation>Wird angehalten…</translation>
    </message>
    <message>
        <source>Checking the download…</source>
        <translation>Der Download wird geprüft…</translation>
    </message>
    <message>
        <source>Paused</source>
        <translation>Angehalten</translation>
    </message>
    <message>
        <source>Installed</source>
        <translation>Installiert</translation>
    </message>
    <message>
        <source>Used after a restart</source>
        <translation>Nach einem Neustart verwendet</translation>
    </message>
    <message>
        <source>In use</source>
        <translation>In Verwendung</translation>
    </message>
    <message>
        <source>Damaged</source>
        <translation>Beschädigt</translation>
    </message>
    <message>
        <source>In use by another C2V window or command</source>
        <translation>Von einem anderen C2V-Fenster oder -Befehl verwendet</translation>
    </message>
    <message>
        <source>Waiting until {waits_until} · {words}</source>
        <translation>Wartet bis {waits_until} · {words}</translation>
    </message>
    <message>
        <source> · {speed} MB/s</source>
        <translation> · {speed} MB/s</translation>
    </message>
    <message>
        <source> at {amount}</source>
        <translation> bei {amount}</translation>
    </message>
    <message>
        <source>{waits_for} is limiting downloads. The download resumes automatically at {waits_until}; nothing is lost.</source>
        <translation>{waits_for} begrenzt Downloads. Der Download wird um {waits_until} von selbst fortgesetzt; nichts geht verloren.</translation>
    </message>
    <message>
        <source>{done} of {total} MB</source>
        <translation>{done} von {total} MB</translation>
    </message>
    <message>
        <source>Install…</source>
        <translation>Installieren…</translation>
    </message>
    <message>
        <source>Built in, works now and offline. It recognises drawn shapes only and finds less: for trying out.</source>
        <translation>Eingebaut, geht sofort und offline. Es erkennt nur gezeichnete Formen und findet weniger: zum Ausprobieren.</translation>
    </message>
    <message>
        <source>Use</source>
        <translation>Verwenden</translation>
    </message>
    <message>
        <source>Your own checkpoint</source>
        <translation>Eigener Checkpoint</translation>
    </message>
    <message>
        <source>A CLIP2Video or open_clip file, or a model&apos;s folder from a USB stick; works offline.</source>
        <translation>Eine Datei von CLIP2Video oder open_clip, oder der Ordner eines Modells von einem Stick; geht offline.</translation>
    </message>
    <message>
        <source>Choose a file…</source>
        <translation>Datei wählen…</translation>
    </message>
    <message>
        <source> Checksum (SHA-256) {start}….</source>
        <translation> Prüfsumme (SHA-256) {start}….</translation>
    </message>
    <message>
        <source> Checked against its publisher&apos;s checksum.</source>
        <translation> Geprüft mit der Prüfsumme des Herausgebers.</translation>
    </message>
    <message>
        <source>For real footage: {size} to download, licence {licence}. You can pause and resume.{checksum}</source>
        <translation>Für echtes Material: {size} Download, Lizenz {licence}. Anhalten und fortsetzen ist möglich.{checksum}</translation>
    </message>
    <message>
        <source>Download…</source>
        <translation>Herunterladen…</translation>
    </message>
    <message>
        <source>Pause</source>
        <translation>Anhalten</translation>
    </message>
    <message>
        <source>Full model</source>
        <translation>Vollständiges Modell</translation>
    </message>
    <message>
        <source>Resume</source>
        <translation>Fortsetzen</translation>
    </message>
    <message>
        <source>Discard…</source>
        <translation>Verwerfen…</translation>
    </message>
    <message>
        <source>Use…</source>
        <translation>Verwenden…</translation>
    </message>
    <message>
        <source>Indexing may run faster on this computer.</source>
        <translation>Das Indizieren kann auf diesem Computer vielleicht schneller laufen.</translation>
    </message>
    <message>
        <source>{name} has not been measured here. It takes about a minute, while indexing continues; then the fastest number format is used.</source>
        <translation>{name} wurde hier noch nicht gemessen. Das dauert etwa eine Minute, während weiter indiziert wird; danach wird das schnellste Zahlenformat verwendet.</translation>
    </message>
    <message>
        <source>Measure</source>
        <translation>Messen</translation>
    </message>
    <message>
        <source>Check</source>
        <translation>Prüfen</translation>
    </message>
    <message>
        <source>Remove…</source>
        <translation>Entfernen…</translation>
    </message>
    <message>
        <source>Use now…</source>
        <translation>Jetzt verwenden…</translation>
    </message>
    <message>
        <source>{size} on disk</source>
        <translation>{size} auf dem Laufwerk</translation>
    </message>
    <message>
        <source>no extra disk space</source>
        <translation>kein weiterer Speicherplatz</translation>
    </message>
    <message>
        <source>unknown languages</source>
        <translation>unbekannte Sprachen</translation>
    </message>
    <message>
        <source>unknown licence</source>
        <translation>unbekannte Lizenz</translation>
    </message>
    <message>
        <source>Finds what a single frame shows. Cannot tell motion or the order of events.</source>
        <translation>Findet, was ein einzelnes Bild zeigt. Bewegung und die Reihenfolge von Ereignissen erkennt es nicht.</translation>
    </message>
    <message>
        <source> Shows which frames matched which words.</source>
        <translation> Zeigt, welche Bilder zu welchen Wörtern passten.</translation>
    </message>
    <message>
        <source>Finds what frames show, motion and the order of events.{why}</source>
        <translation>Findet, was Bilder zeigen, Bewegung und die Reihenfolge von Ereignissen.{why}</translation>
    </message>
    <message>
        <source>Speed on this computer: not measured yet</source>
        <translation>Tempo auf diesem Computer: noch nicht gemessen</translation>
    </message>
    <message>
        <source>Speed on this computer: too slow to measure</source>
        <translation>Tempo auf diesem Computer: zu langsam zum Messen</translation>
    </message>
    <message>
        <source>fast</source>
        <translation>schnell</translation>
    </message>
    <message>
        <source>steady</source>
        <translation>mittel</translation>
    </message>
    <message>
        <source>slow</source>
        <translation>langsam</translation>
    </message>
    <message>
        <source>very slow</source>
        <translation>sehr langsam</translation>
    </message>
    <message>
        <source>Speed on this computer: {kind}. Encoding an hour of footage takes {wait} (not counting decoding), a query {text_ms} ms. Measured {date} ({where}).</source>
        <translation>Tempo auf diesem Computer: {kind}. Eine Stunde Material dauert {wait} (ohne Dekodieren), eine Suche {text_ms} ms. Gemessen {date} ({where}).</translation>
    </message>
    <message>
        <source>Evidence</source>
        <translation>Begründung</translation>
    </message>
    <message>
        <source>Unknown. Check where you downloaded it.</source>
        <translation>Unbekannt. Dort nachsehen, woher die Datei stammt.</translation>
    </message>
    <message>
        <source>Note</source>
        <translation>Notiz</translation>
    </message>
    <message>
        <source>, {bytes:,} bytes</source>
        <translation>, {bytes:,} Bytes</translation>
    </message>
    <message>
        <source>File</source>
        <translation>Datei</translation>
    </message>
    <message>
        <source>Folder</source>
        <translation>Ordner</translation>
    </message>
    <message>
        <source>This model encodes frames one by one and averages them, so the evidence shows how well each frame fits, without centre rows. Models trained on captioned clips, such as CLIP2Video, also capture motion and order.</source>
        <translation>Dieses Modell wertet Bilder einzeln aus und mittelt sie. Die Begründung zeigt daher, wie gut jedes Bild passt, ohne Zentrenzeilen. Mit beschriebenen Clips trainierte Modelle wie CLIP2Video erfassen auch Bewegung und Reihenfolge.</translation>
    </message>
    <message>
        <source>{name} has already indexed every clip in this library. You can search with it right away.</source>
        <translation>{name} hat bereits alle Clips dieser Bibliothek indiziert. Damit suchen geht sofort.</translation>
    </message>
    <message>
        <source> ({duration} of footage)</source>
        <translation> ({duration} Material)</translation>
    </message>
    <message>
        <source>{clips}{span} will be re-indexed from stored data, without decoding any files.</source>
        <translation>{clips}{span}: Neuindizierung aus gespeicherten Daten, ohne Dateien zu dekodieren.</translation>
    </message>
    <message>
        <source>{clips}{span} will be re-indexed: {number} by decoding their files again, the others from stored data.</source>
        <translation>{clips}{span}: Neuindizierung, davon {number} durch erneutes Dekodieren, die übrigen aus gespeicherten Daten.</translation>
    </message>
    <message>
        <source>{clips}{span} will be decoded and re-indexed.</source>
        <translation>{clips}{span}: Dekodieren und Neuindizierung.</translation>
    </message>
    <message>
        <source> Until then, searches use {answers}. Its index is kept, so you can switch back at any time.</source>
        <translation> Bis dahin verwenden Suchen {answers}. Sein Index bleibt, daher geht der Weg zurück jederzeit.</translation>
    </message>
    <message>
        <source>Duration unknown: this model has not been measured on this computer.</source>
        <translation>Dauer unbekannt: Dieses Modell wurde auf diesem Computer nicht gemessen.</translation>
    </message>
    <message>
        <source>This takes at least {wait} in the background, at the speed measured on this computer.</source>
        <translation>Das dauert beim auf diesem Computer gemessenen Tempo im Hintergrund mindestens {wait}.</translation>
    </message>
    <message>
        <source>Details</source>
        <translation>Details</translation>
    </message>
    <message>
        <source>Details of {name}</source>
        <translation>Details zu {name}</translation>
    </message>
    <message>
        <source>{name}, download progress</source>
        <translation>{name}, Fortschritt des Downloads</translation>
    </message>
    <message>
        <source>Fewer details</source>
        <translation>Weniger Details</translation>
    </message>
    <message>
        <source>Nothing is downloaded unless you ask. Downloads continue while this page is closed.</source>
        <translation>Nichts wird ungefragt geladen. Downloads laufen weiter, auch wenn diese Seite geschlossen ist.</translation>
    </message>
    <message>
        <source>Models</source>
        <translation>Modelle</translation>
    </message>
    <message>
        <source>Teach the model…</source>
        <translation>Modell anlernen…</translation>
    </message>
    <message>
        <source>Teach the model in use your own names, words and movements</source>
        <translation>Dem verwendeten Modell eigene Namen, Wörter und Bewegungen beibringen</translation>
    </message>
    <message>
        <source>Names and words…</source>
        <translation>Namen und Wörter…</translation>
    </message>
    <message>
        <source>Rename, remove, export or import what the model was taught</source>
        <translation>Umbenennen, entfernen, exportieren oder importieren, was das Modell gelernt hat</translation>
    </message>
    <message>
        <source>Import…</source>
        <translation>Importieren…</translation>
    </message>
    <message>
        <source>Network…</source>
        <translation>Netzwerk…</translation>
    </message>
    <message>
        <source>Import a model folder from another computer, or your own checkpoint file</source>
        <translation>Einen Modellordner von einem anderen Computer oder eine eigene Checkpoint-Datei importieren</translation>
    </message>
    <message>
        <source>Proxy server and mirror for model downloads</source>
        <translation>Proxyserver und Spiegel für Modell-Downloads</translation>
    </message>
</context>
<context>
    <name>Play</name>
    <message>
        <source>Mute</source>
        <translation>Ton aus</translation>
    </message>
    <message>
        <source>Time</source>
        <translation>Zeit</translation>
    </message>
    <message>
        <source>Source timecode</source>
        <translation>Timecode der Quelle</translation>
    </message>
    <message>
        <source>Timecode recorded in the file</source>
        <translation>In der Datei aufgezeichneter Timecode</translation>
    </message>
    <message>
        <source>Time of day</source>
        <translation>Uhrzeit</translation>
    </message>
    <message>
        <source>Speed</source>
        <translation>Tempo</translation>
    </message>
    <message>
        <source>Volume</source>
        <translation>Lautstärke</translation>
    </message>
    <message>
        <source>Time of day by the camera&apos;s clock ({zone}), counted from the recording date</source>
        <translation>Uhrzeit der Kamera ({zone}), ab dem Aufnahmedatum gezählt</translation>
    </message>
    <message>
        <source>zone unknown</source>
        <translation>Zeitzone unbekannt</translation>
    </message>
    <message>
        <source>TC {at}</source>
        <translation>TC {at}</translation>
    </message>
    <message>
        <source>Pause</source>
        <translation>Pause</translation>
    </message>
    <message>
        <source>Play</source>
        <translation>Wiedergabe</translation>
    </message>
    <message>
        <source>Step back one frame</source>
        <translation>Ein Bild zurück</translation>
    </message>
    <message>
        <source>Step forward one frame</source>
        <translation>Ein Bild vor</translation>
    </message>
    <message>
        <source>This computer has no audio device</source>
        <translation>Dieser Computer hat kein Audiogerät</translation>
    </message>
    <message>
        <source>Unmute</source>
        <translation>Ton an</translation>
    </message>
    <message>
        <source>This file has no video track.</source>
        <translation>Diese Datei hat keine Videospur.</translation>
    </message>
    <message>
        <source>File not found. Check that its drive is connected.</source>
        <translation>Datei nicht gefunden. Ist das Laufwerk verbunden?</translation>
    </message>
    <message>
        <source>This file cannot be opened for playback.</source>
        <translation>Diese Datei lässt sich nicht zur Wiedergabe öffnen.</translation>
    </message>
    <message>
        <source>This file cannot be read. It may be damaged, or only partly copied.</source>
        <translation>Diese Datei lässt sich nicht lesen. Sie ist vielleicht beschädigt oder nur zum Teil kopiert.</translation>
    </message>
    <message>
        <source>This codec{codec} cannot be played on this computer.</source>
        <translation>Dieser Codec{codec} lässt sich auf diesem Computer nicht abspielen.</translation>
    </message>
    <message>
        <source>Showing stills from the library instead.</source>
        <translation>Stattdessen werden Standbilder aus der Bibliothek gezeigt.</translation>
    </message>
    <message>
        <source>The original is not available.</source>
        <translation>Das Original ist nicht erreichbar.</translation>
    </message>
    <message>
        <source>Playing its proxy (up to 480 lines).</source>
        <translation>Der Proxy wird abgespielt (bis 480 Zeilen).</translation>
    </message>
    <message>
        <source>The timestamps in the original file are unreliable.</source>
        <translation>Die Zeitstempel der Originaldatei sind unzuverlässig.</translation>
    </message>
    <message>
        <source>The timestamps in this file are unreliable, so playback may start slightly off. Make a proxy to play it exactly.</source>
        <translation>Die Zeitstempel dieser Datei sind unzuverlässig, daher kann die Wiedergabe etwas versetzt beginnen. Ein Proxy spielt genau.</translation>
    </message>
    <message>
        <source>Player</source>
        <translation>Player</translation>
    </message>
    <message>
        <source>PROXY</source>
        <translation>PROXY</translation>
    </message>
    <message>
        <source>INEXACT</source>
        <translation>UNGENAU</translation>
    </message>
    <message>
        <source>Select a moment to play it</source>
        <translation>Zum Abspielen einen Moment wählen</translation>
    </message>
    <message>
        <source>Picture</source>
        <translation>Bild</translation>
    </message>
    <message>
        <source>STILL</source>
        <translation>STANDBILD</translation>
    </message>
    <message>
        <source>Timeline</source>
        <translation>Zeitleiste</translation>
    </message>
    <message>
        <source>In point</source>
        <translation>In-Punkt</translation>
    </message>
    <message>
        <source>Set in point at this frame</source>
        <translation>In-Punkt an diesem Bild setzen</translation>
    </message>
    <message>
        <source>Set out point after this frame</source>
        <translation>Out-Punkt nach diesem Bild setzen</translation>
    </message>
    <message>
        <source>Out point</source>
        <translation>Out-Punkt</translation>
    </message>
    <message>
        <source>Length between in and out</source>
        <translation>Länge zwischen In und Out</translation>
    </message>
    <message>
        <source>Clear in and out points</source>
        <translation>In- und Out-Punkt löschen</translation>
    </message>
    <message>
        <source>Loop between in and out</source>
        <translation>Zwischen In und Out wiederholen</translation>
    </message>
</context>
<context>
    <name>Program</name>
    <message>
        <source>Opening the library…</source>
        <translation>Bibliothek wird geöffnet…</translation>
    </message>
    <message>
        <source>Creating sample clips…</source>
        <translation>Beispielclips werden erstellt…</translation>
    </message>
    <message>
        <source>The sample clips could not be created.</source>
        <translation>Die Beispielclips konnten nicht erstellt werden.</translation>
    </message>
    <message>
        <source>Details are in {log}.</source>
        <translation>Einzelheiten stehen in {log}.</translation>
    </message>
    <message>
        <source>Library: {library}. Settings: {settings}. Models: {models}. Index, pictures and proxies, made again when they are deleted: {caches}. Log: {log}.</source>
        <translation>Bibliothek: {library}. Einstellungen: {settings}. Modelle: {models}. Index, Bilder und Proxys, die nach dem Löschen neu entstehen: {caches}. Protokoll: {log}.</translation>
    </message>
    <message>
        <source>The library is not open.</source>
        <translation>Die Bibliothek ist nicht geöffnet.</translation>
    </message>
    <message>
        <source>Quit</source>
        <translation>Beenden</translation>
    </message>
    <message>
        <source>{error} Until then, the library is open for searching only.</source>
        <translation>{error} Bis dahin ist die Bibliothek nur zum Suchen geöffnet.</translation>
    </message>
    <message>
        <source>On Debian and Ubuntu, run: sudo apt-get install --no-install-recommends libpulse0 libxrandr2</source>
        <translation>Unter Debian und Ubuntu ausführen: sudo apt-get install --no-install-recommends libpulse0 libxrandr2</translation>
    </message>
    <message>
        <source>Clips cannot be played: a system library is missing.</source>
        <translation>Clips lassen sich nicht abspielen: Eine Systembibliothek fehlt.</translation>
    </message>
    <message>
        <source>Another drive is in its place.</source>
        <translation>An ihrer Stelle ist ein anderes Laufwerk.</translation>
    </message>
    <message>
        <source>Choose the library folder</source>
        <translation>Den Ordner der Bibliothek wählen</translation>
    </message>
    <message>
        <source>There is no library in {folder}.</source>
        <translation>In {folder} ist keine Bibliothek.</translation>
    </message>
    <message>
        <source>The library in {parent} is no longer available. {why}</source>
        <translation>Die Bibliothek in {parent} ist nicht mehr erreichbar. {why}</translation>
    </message>
    <message>
        <source>What you see may be out of date. Connect its drive again; nothing that was indexed is lost.</source>
        <translation>Die Anzeige kann veraltet sein. Das Laufwerk wieder verbinden; nichts Indiziertes ist verloren.</translation>
    </message>
    <message>
        <source>The library is available again.</source>
        <translation>Die Bibliothek ist wieder erreichbar.</translation>
    </message>
    <message>
        <source>The library&apos;s drive is connected again.</source>
        <translation>Das Laufwerk der Bibliothek ist wieder verbunden.</translation>
    </message>
    <message>
        <source>Restart to open it again.</source>
        <translation>Neu starten, um sie wieder zu öffnen.</translation>
    </message>
    <message>
        <source>Restart</source>
        <translation>Neu starten</translation>
    </message>
    <message>
        <source>If its drive is disconnected, connect it and try again.</source>
        <translation>Ist das Laufwerk getrennt, es verbinden und erneut versuchen.</translation>
    </message>
    <message>
        <source>Try again</source>
        <translation>Erneut versuchen</translation>
    </message>
    <message>
        <source>Create a new library there</source>
        <translation>Dort eine neue Bibliothek anlegen</translation>
    </message>
    <message>
        <source>{parent} cannot be created: {reason}.</source>
        <translation>{parent} kann nicht angelegt werden: {reason}.</translation>
    </message>
    <message>
        <source>Choose a folder of footage</source>
        <translation>Ordner mit Material wählen</translation>
    </message>
    <message>
        <source>Settings are in {settings}. The log is in {log}.</source>
        <translation>Die Einstellungen liegen in {settings}, das Protokoll in {log}.</translation>
    </message>
    <message>
        <source>Reset all settings?</source>
        <translation>Alle Einstellungen zurücksetzen?</translation>
    </message>
    <message>
        <source>Everything goes back to its default, shortcuts too. The library&apos;s folder and the chosen model stay.</source>
        <translation>Alles geht auf den Standard zurück, auch die Tastenkürzel. Der Ordner der Bibliothek und das gewählte Modell bleiben.</translation>
    </message>
    <message>
        <source>Reset</source>
        <translation>Zurücksetzen</translation>
    </message>
    <message>
        <source>Library</source>
        <translation>Bibliothek</translation>
    </message>
    <message>
        <source>Backups</source>
        <translation>Sicherungen</translation>
    </message>
    <message>
        <source>Search index</source>
        <translation>Suchindex</translation>
    </message>
    <message>
        <source>Small pictures</source>
        <translation>Kleine Bilder</translation>
    </message>
    <message>
        <source>Proxies</source>
        <translation>Proxys</translation>
    </message>
    <message>
        <source>Models</source>
        <translation>Modelle</translation>
    </message>
    <message>
        <source>Logs</source>
        <translation>Protokolle</translation>
    </message>
    <message>
        <source>Delete all proxies…</source>
        <translation>Alle Proxys löschen…</translation>
    </message>
    <message>
        <source>Delete all proxies?</source>
        <translation>Alle Proxys löschen?</translation>
    </message>
    <message>
        <source>This frees {size}. Clips and index stay; proxies can be made again.</source>
        <translation>Das gibt {size} frei. Clips und Index bleiben; Proxys lassen sich neu erstellen.</translation>
    </message>
    <message>
        <source>Delete</source>
        <translation>Löschen</translation>
    </message>
    <message>
        <source>Proxies deleted: {size} freed.</source>
        <translation>Proxys gelöscht: {size} frei.</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>Abbrechen</translation>
    </message>
    <message>
        <source>Scripts cannot be answered: {reason}</source>
        <translation>Skripte bekommen keine Antwort: {reason}</translation>
    </message>
</context>
<context>
    <name>Search</name>
    <message>
        <source>not</source>
        <translation>nicht</translation>
    </message>
    <message>
        <source>maybe</source>
        <translation>vielleicht</translation>
    </message>
    <message>
        <source>{arrow} then</source>
        <translation>{arrow} dann</translation>
    </message>
    <message>
        <source>{arrow} any time later</source>
        <translation>{arrow} irgendwann danach</translation>
    </message>
    <message>
        <source>{arrow} within {gap}</source>
        <translation>{arrow} innerhalb von {gap}</translation>
    </message>
    <message>
        <source>Phrases</source>
        <translation>Phrasen</translation>
    </message>
    <message>
        <source>Remove this phrase; its words stay in the query</source>
        <translation>Diese Phrase entfernen; ihre Wörter bleiben in der Suche</translation>
    </message>
    <message>
        <source>Include this phrase again</source>
        <translation>Diese Phrase wieder einbeziehen</translation>
    </message>
    <message>
        <source>Mute this phrase (U)</source>
        <translation>Diese Phrase stummschalten (U)</translation>
    </message>
    <message>
        <source>The next step of the same clip. Click to change the gap, the order, or to join.</source>
        <translation>Der nächste Schritt im selben Clip. Klicken, um Abstand oder Reihenfolge zu ändern oder zu verbinden.</translation>
    </message>
    <message>
        <source>Split phrase here</source>
        <translation>Phrase hier teilen</translation>
    </message>
    <message>
        <source>Join into one phrase</source>
        <translation>Zu einer Phrase verbinden</translation>
    </message>
    <message>
        <source>Make “{word}” a phrase (drag across words to group them)</source>
        <translation>„{word}“ zur Phrase machen (über Wörter ziehen, um sie zusammenzufassen)</translation>
    </message>
    <message>
        <source>Take “{word}” out of the phrase (drag across words to group them)</source>
        <translation>„{word}“ aus der Phrase nehmen (über Wörter ziehen, um sie zusammenzufassen)</translation>
    </message>
    <message>
        <source>Swap the two steps</source>
        <translation>Die beiden Schritte tauschen</translation>
    </message>
    <message>
        <source>Join into one sentence</source>
        <translation>Zu einem Satz verbinden</translation>
    </message>
    <message>
        <source>Remove this step</source>
        <translation>Diesen Schritt entfernen</translation>
    </message>
    <message>
        <source>No phrases</source>
        <translation>Keine Phrasen</translation>
    </message>
    <message>
        <source>; then: </source>
        <translation>; dann: </translation>
    </message>
    <message>
        <source>muted</source>
        <translation>stumm</translation>
    </message>
    <message>
        <source>Each cell is its signed share of the score</source>
        <translation>Jede Zelle ist ihr Anteil am Wert, mit Vorzeichen</translation>
    </message>
    <message>
        <source>How each frame is divided among the model&apos;s centres; each column adds up to 100 %</source>
        <translation>Wie sich jedes Bild auf die Zentren des Modells verteilt; jede Spalte ergibt 100 %</translation>
    </message>
    <message>
        <source>Expand all phrases into the model&apos;s centres</source>
        <translation>Alle Phrasen in die Zentren des Modells aufklappen</translation>
    </message>
    <message>
        <source>Score</source>
        <translation>Wert</translation>
    </message>
    <message>
        <source>Assignment</source>
        <translation>Zuordnung</translation>
    </message>
    <message>
        <source>Centres</source>
        <translation>Zentren</translation>
    </message>
    <message>
        <source>Evidence</source>
        <translation>Begründung</translation>
    </message>
    <message>
        <source>{label}
Words: {words}</source>
        <translation>{label}
Wörter: {words}</translation>
    </message>
    <message>
        <source>TC {at}</source>
        <translation>TC {at}</translation>
    </message>
    <message>
        <source>{name}: {sum_line}. Starts at frame {number} of {total}.</source>
        <translation>{name}: {sum_line}. Beginnt bei Bild {number} von {total}.</translation>
    </message>
    <message>
        <source>{label} (muted)</source>
        <translation>{label} (stumm)</translation>
    </message>
    <message>
        <source>Select a moment to see which frames matched which words.</source>
        <translation>Einen Moment wählen, um zu sehen, welche Bilder zu welchen Wörtern passten.</translation>
    </message>
    <message>
        <source>Zoom in</source>
        <translation>Vergrößern</translation>
    </message>
    <message>
        <source>Zoom out</source>
        <translation>Verkleinern</translation>
    </message>
    <message>
        <source>Copy image</source>
        <translation>Bild kopieren</translation>
    </message>
    <message>
        <source>Copy numbers</source>
        <translation>Zahlen kopieren</translation>
    </message>
    <message>
        <source>Save image…</source>
        <translation>Bild sichern…</translation>
    </message>
    <message>
        <source>Save numbers…</source>
        <translation>Zahlen sichern…</translation>
    </message>
    <message>
        <source>Examples</source>
        <translation>Beispiele</translation>
    </message>
    <message>
        <source>Like {name}</source>
        <translation>Wie {name}</translation>
    </message>
    <message>
        <source>{example} (muted)</source>
        <translation>{example} (stumm)</translation>
    </message>
    <message>
        <source>Weight</source>
        <translation>Gewicht</translation>
    </message>
    <message>
        <source>Mute</source>
        <translation>Ton aus</translation>
    </message>
    <message>
        <source>Remove example</source>
        <translation>Beispiel entfernen</translation>
    </message>
    <message>
        <source>The numbers could not be saved to {path}.</source>
        <translation>Die Zahlen konnten nicht in {path} gesichert werden.</translation>
    </message>
    <message>
        <source>Choose another folder.</source>
        <translation>Einen anderen Ordner wählen.</translation>
    </message>
    <message>
        <source>The image could not be saved to {path}.</source>
        <translation>Das Bild konnte nicht in {path} gesichert werden.</translation>
    </message>
    <message>
        <source>Save</source>
        <translation>Sichern</translation>
    </message>
    <message>
        <source>Demo model: recognises only drawn shapes, colours and motion. For real footage, install a full model.</source>
        <translation>Demomodell: erkennt nur gezeichnete Formen, Farben und Bewegung. Für echtes Material ein vollständiges Modell installieren.</translation>
    </message>
    <message>
        <source>Install a model…</source>
        <translation>Modell installieren…</translation>
    </message>
    <message>
        <source>Must have</source>
        <translation>Erforderlich</translation>
    </message>
    <message>
        <source>Nice to have</source>
        <translation>Erwünscht</translation>
    </message>
    <message>
        <source>Exclude</source>
        <translation>Ausschließen</translation>
    </message>
    <message>
        <source>Next step starts here</source>
        <translation>Hier beginnt der nächste Schritt</translation>
    </message>
    <message>
        <source>Remove phrase</source>
        <translation>Phrase entfernen</translation>
    </message>
    <message>
        <source>Describe a shot…  e.g. a red car drives up</source>
        <translation>Eine Einstellung beschreiben…  z. B. a red car drives up</translation>
    </message>
    <message>
        <source>Describe a shot</source>
        <translation>Eine Einstellung beschreiben</translation>
    </message>
    <message>
        <source>Describe the shot. Separate phrases with commas.</source>
        <translation>Die Einstellung beschreiben. Phrasen mit Kommas trennen.</translation>
    </message>
    <message>
        <source>Search</source>
        <translation>Suchen</translation>
    </message>
    <message>
        <source>Search (Enter)</source>
        <translation>Suchen (Eingabe)</translation>
    </message>
    <message>
        <source>Clear the search</source>
        <translation>Suche löschen</translation>
    </message>
    <message>
        <source>Clear the search (Esc)</source>
        <translation>Suche löschen (Esc)</translation>
    </message>
    <message>
        <source>Answer</source>
        <translation>Antwort</translation>
    </message>
    <message>
        <source>Searching…</source>
        <translation>Suche läuft…</translation>
    </message>
    <message>
        <source>Ignored (query too long for this model): {words}</source>
        <translation>Nicht beachtet (Suche zu lang für dieses Modell): {words}</translation>
    </message>
    <message>
        <source>Exclude “{words}”</source>
        <translation>„{words}“ ausschließen</translation>
    </message>
    <message>
        <source>Search “{text}”</source>
        <translation>„{text}“ suchen</translation>
    </message>
    <message>
        <source>Find these one after the other in the same clip: {steps}</source>
        <translation>Nacheinander im selben Clip finden: {steps}</translation>
    </message>
    <message>
        <source>In order: {steps}</source>
        <translation>Nacheinander: {steps}</translation>
    </message>
    <message>
        <source>{took} ms</source>
        <translation>{took} ms</translation>
    </message>
    <message>
        <source>2 models searched · {took}</source>
        <translation>2 Modelle befragt · {took}</translation>
    </message>
    <message>
        <source>{number} of </source>
        <translation>{number} von </translation>
    </message>
    <message>
        <source>{of}{clips} searched</source>
        <translation>{of}{clips} durchsucht</translation>
    </message>
    <message>
        <source>{moments} searched here</source>
        <translation>hier {moments} durchsucht</translation>
    </message>
    <message>
        <source>every moment compared</source>
        <translation>jeder Moment verglichen</translation>
    </message>
    <message>
        <source>nearest moments from the index, re-ranked exactly</source>
        <translation>nächste Momente aus dem Index, genau sortiert</translation>
    </message>
    <message>
        <source>in the library</source>
        <translation>in der Bibliothek</translation>
    </message>
    <message>
        <source>in the selected folder or list</source>
        <translation>im gewählten Ordner oder in der Liste</translation>
    </message>
    <message>
        <source>of clips that pass the filters</source>
        <translation>aus Clips, die zu den Filtern passen</translation>
    </message>
    <message>
        <source>{moments} {where}, {how}.
Encoding the query {text_ms} ms, index {index_ms} ms, loading results {fetch_ms} ms.</source>
        <translation>{moments} {where}, {how}.
Suche kodieren {text_ms} ms, Index {index_ms} ms, Ergebnisse laden {fetch_ms} ms.</translation>
    </message>
    <message>
        <source>How phrases combine, how much motion counts, and how results are sorted</source>
        <translation>Wie Phrasen zusammenwirken, wie viel Bewegung zählt und wie sortiert wird</translation>
    </message>
    <message>
        <source>Refine</source>
        <translation>Verfeinern</translation>
    </message>
    <message>
        <source>Refine the search</source>
        <translation>Die Suche verfeinern</translation>
    </message>
    <message>
        <source>motion {percent} %</source>
        <translation>Bewegung {percent} %</translation>
    </message>
    <message>
        <source>Combine phrases</source>
        <translation>Phrasen verbinden</translation>
    </message>
    <message>
        <source>Then…</source>
        <translation>Dann…</translation>
    </message>
    <message>
        <source>Describe what comes next in the same clip</source>
        <translation>Beschreiben, was im selben Clip danach kommt</translation>
    </message>
    <message>
        <source>Sort by</source>
        <translation>Sortieren nach</translation>
    </message>
    <message>
        <source>The model&apos;s own balance</source>
        <translation>Gewichtung des Modells</translation>
    </message>
    <message>
        <source>Reset</source>
        <translation>Zurücksetzen</translation>
    </message>
    <message>
        <source>How much motion counts</source>
        <translation>Wie viel Bewegung zählt</translation>
    </message>
    <message>
        <source>Frames</source>
        <translation>Bilder</translation>
    </message>
    <message>
        <source>Motion</source>
        <translation>Bewegung</translation>
    </message>
    <message>
        <source>As one sentence</source>
        <translation>Als ein Satz</translation>
    </message>
    <message>
        <source>All phrases</source>
        <translation>Alle Phrasen</translation>
    </message>
    <message>
        <source>Any phrase</source>
        <translation>Eine der Phrasen</translation>
    </message>
    <message>
        <source>One after the other</source>
        <translation>Nacheinander</translation>
    </message>
    <message>
        <source>Best match</source>
        <translation>Bester Treffer</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>Name</translation>
    </message>
    <message>
        <source>Filter by name and range</source>
        <translation>Nach Name und Bereich filtern</translation>
    </message>
    <message>
        <source>The file name contains</source>
        <translation>Der Dateiname enthält</translation>
    </message>
    <message>
        <source>part of a file name</source>
        <translation>Teil eines Dateinamens</translation>
    </message>
    <message>
        <source>Date added</source>
        <translation>Hinzugefügt am</translation>
    </message>
    <message>
        <source>Rating at least</source>
        <translation>Bewertung mindestens</translation>
    </message>
    <message>
        <source>Any rating</source>
        <translation>Jede Bewertung</translation>
    </message>
    <message>
        <source>Name contains</source>
        <translation>Name enthält</translation>
    </message>
    <message>
        <source>Added in the last</source>
        <translation>Hinzugefügt in den letzten</translation>
    </message>
    <message>
        <source>from</source>
        <translation>von</translation>
    </message>
    <message>
        <source>until</source>
        <translation>bis</translation>
    </message>
    <message>
        <source>{what}: the first day is after the last one. Swap them.</source>
        <translation>{what}: Der erste Tag liegt nach dem letzten. Tauschen Sie die beiden.</translation>
    </message>
    <message>
        <source>Hours or days</source>
        <translation>Stunden oder Tage</translation>
    </message>
    <message>
        <source>hours</source>
        <translation>Stunden</translation>
    </message>
    <message>
        <source>days</source>
        <translation>Tagen</translation>
    </message>
    <message>
        <source>Length at least</source>
        <translation>Länge mindestens</translation>
    </message>
    <message>
        <source>Length at most</source>
        <translation>Länge höchstens</translation>
    </message>
    <message>
        <source>any</source>
        <translation>beliebig</translation>
    </message>
    <message>
        <source>to</source>
        <translation>bis</translation>
    </message>
    <message>
        <source>Seconds, or a length such as 1:30</source>
        <translation>Sekunden oder eine Länge wie 1:30</translation>
    </message>
    <message>
        <source>The least length is more than the greatest one. Swap them.</source>
        <translation>Die kleinste Länge ist größer als die größte. Tauschen Sie die beiden.</translation>
    </message>
    <message>
        <source>“{text}” is not a length. Write seconds, or a length such as 1:30.</source>
        <translation>„{text}“ ist keine Länge. Schreiben Sie Sekunden oder eine Länge wie 1:30.</translation>
    </message>
    <message>
        <source>Frame rate at least</source>
        <translation>Bildrate mindestens</translation>
    </message>
    <message>
        <source>Frame rate at most</source>
        <translation>Bildrate höchstens</translation>
    </message>
    <message>
        <source> fps</source>
        <translation> fps</translation>
    </message>
    <message>
        <source>The lowest frame rate is above the highest one. Swap them.</source>
        <translation>Die niedrigste Bildrate liegt über der höchsten. Tauschen Sie die beiden.</translation>
    </message>
    <message>
        <source>This model counts some frames more than once, so their share is larger; peaks are corrected for that.</source>
        <translation>Dieses Modell zählt manche Bilder mehrfach, ihr Anteil ist daher größer; die Spitzen sind berichtigt.</translation>
    </message>
    <message>
        <source>Each phrase is scored on its own; phrases are not shares of the score.</source>
        <translation>Jede Phrase wird einzeln bewertet; Phrasen sind keine Anteile am Wert.</translation>
    </message>
    <message>
        <source>The centres do not separate this clip: each takes about the same share of every frame.</source>
        <translation>Die Zentren trennen diesen Clip nicht: Jedes nimmt etwa den gleichen Anteil jedes Bildes.</translation>
    </message>
    <message>
        <source>This explains how {model} scored this moment; each word and frame is read in context.</source>
        <translation>So hat {model} diesen Moment bewertet; jedes Wort und jedes Bild wird im Zusammenhang gelesen.</translation>
    </message>
    <message>
        <source>this model</source>
        <translation>dieses Modell</translation>
    </message>
    <message>
        <source>phrase {reach}, </source>
        <translation>Phrase {reach}, </translation>
    </message>
    <message>
        <source>full bar: {phrase}sentence {reach}</source>
        <translation>voller Balken: {phrase}Satz {reach}</translation>
    </message>
    <message>
        <source>best</source>
        <translation>bestes</translation>
    </message>
    <message>
        <source>scored on its own</source>
        <translation>einzeln bewertet</translation>
    </message>
    <message>
        <source>{percent} of the score</source>
        <translation>{percent} des Werts</translation>
    </message>
    <message>
        <source>Frame {number} · {timecode}</source>
        <translation>Bild {number} · {timecode}</translation>
    </message>
    <message>
        <source>Frame {number} of {total}</source>
        <translation>Bild {number} von {total}</translation>
    </message>
    <message>
        <source>the whole query</source>
        <translation>die ganze Suche</translation>
    </message>
    <message>
        <source>the rest of the query</source>
        <translation>der Rest der Suche</translation>
    </message>
    <message>
        <source>{percent} of a frame (even: {even})</source>
        <translation>{percent} eines Bildes (gleichmäßig: {even})</translation>
    </message>
    <message>
        <source>{print_value} per cell</source>
        <translation>{print_value} je Zelle</translation>
    </message>
    <message>
        <source>{percent} of this frame (even share: {even})</source>
        <translation>{percent} dieses Bildes (gleichmäßig: {even})</translation>
    </message>
    <message>
        <source>{frame_text} · centre {number} takes {share}</source>
        <translation>{frame_text} · Zentrum {number} nimmt {share}</translation>
    </message>
    <message>
        <source> · centre {number}</source>
        <translation> · Zentrum {number}</translation>
    </message>
    <message>
        <source>centre {number}</source>
        <translation>Zentrum {number}</translation>
    </message>
    <message>
        <source>less than 1 %</source>
        <translation>weniger als 1 %</translation>
    </message>
    <message>
        <source>share</source>
        <translation>Anteil</translation>
    </message>
    <message>
        <source>sum</source>
        <translation>Summe</translation>
    </message>
    <message>
        <source>Rating</source>
        <translation>Bewertung</translation>
    </message>
    <message>
        <source>Picked or rejected</source>
        <translation>Ausgewählt oder abgelehnt</translation>
    </message>
    <message>
        <source>Tags</source>
        <translation>Tags</translation>
    </message>
    <message>
        <source>Collection</source>
        <translation>Sammlung</translation>
    </message>
    <message>
        <source>Seen</source>
        <translation>Gesehen</translation>
    </message>
    <message>
        <source>Sound</source>
        <translation>Ton</translation>
    </message>
    <message>
        <source>Date shot</source>
        <translation>Aufnahmedatum</translation>
    </message>
    <message>
        <source>Length</source>
        <translation>Länge</translation>
    </message>
    <message>
        <source>Resolution</source>
        <translation>Auflösung</translation>
    </message>
    <message>
        <source>Orientation</source>
        <translation>Ausrichtung</translation>
    </message>
    <message>
        <source>Frame rate</source>
        <translation>Bildrate</translation>
    </message>
    <message>
        <source>Codec</source>
        <translation>Codec</translation>
    </message>
    <message>
        <source>Camera</source>
        <translation>Kamera</translation>
    </message>
    <message>
        <source>Reel</source>
        <translation>Band</translation>
    </message>
    <message>
        <source>State</source>
        <translation>Zustand</translation>
    </message>
    <message>
        <source>Show and search only clips that pass</source>
        <translation>Nur passende Clips zeigen und durchsuchen</translation>
    </message>
    <message>
        <source>Filter</source>
        <translation>Filter</translation>
    </message>
    <message>
        <source>Filter clips</source>
        <translation>Clips filtern</translation>
    </message>
    <message>
        <source>Counting…</source>
        <translation>Wird gezählt…</translation>
    </message>
    <message>
        <source>Name and ranges…</source>
        <translation>Name und Bereiche…</translation>
    </message>
    <message>
        <source>Only kept moments</source>
        <translation>Nur abgelegte Momente</translation>
    </message>
    <message>
        <source>Clear filters</source>
        <translation>Filter löschen</translation>
    </message>
    <message>
        <source>{stars} or more</source>
        <translation>{stars} oder mehr</translation>
    </message>
    <message>
        <source>Steps in this clip</source>
        <translation>Schritte in diesem Clip</translation>
    </message>
    <message>
        <source>step {number} at {time}</source>
        <translation>Schritt {number} bei {time}</translation>
    </message>
    <message>
        <source>Step {number} at {time}. Click to go there.</source>
        <translation>Schritt {number} bei {time}. Klicken, um dorthin zu gehen.</translation>
    </message>
    <message>
        <source>Play steps</source>
        <translation>Schritte abspielen</translation>
    </message>
    <message>
        <source>Play from the first step to the last</source>
        <translation>Vom ersten bis zum letzten Schritt abspielen</translation>
    </message>
    <message>
        <source>Suggestions</source>
        <translation>Vorschläge</translation>
    </message>
    <message>
        <source>Dismiss this suggestion</source>
        <translation>Diesen Vorschlag ausblenden</translation>
    </message>
    <message>
        <source>Dismiss “{suggestion}”</source>
        <translation>„{suggestion}“ ausblenden</translation>
    </message>
    <message>
        <source>Longest gap between steps</source>
        <translation>Größter Abstand zwischen Schritten</translation>
    </message>
    <message>
        <source>Any time later in the clip</source>
        <translation>Irgendwann später im Clip</translation>
    </message>
    <message>
        <source>Longest gap between steps, in seconds</source>
        <translation>Größter Abstand zwischen Schritten, in Sekunden</translation>
    </message>
    <message>
        <source> s</source>
        <translation> s</translation>
    </message>
    <message>
        <source>Other:</source>
        <translation>Andere:</translation>
    </message>
    <message>
        <source>Liked and disliked results</source>
        <translation>Bewertete Treffer</translation>
    </message>
    <message>
        <source>Dislike instead</source>
        <translation>Gefällt doch nicht</translation>
    </message>
    <message>
        <source>Like instead</source>
        <translation>Gefällt doch</translation>
    </message>
    <message>
        <source>Remove</source>
        <translation>Entfernen</translation>
    </message>
    <message>
        <source>Remove all likes and dislikes</source>
        <translation>Alle Bewertungen entfernen</translation>
    </message>
    <message>
        <source>Liked: {moment}</source>
        <translation>Gefällt: {moment}</translation>
    </message>
    <message>
        <source>Disliked: {moment}</source>
        <translation>Gefällt nicht: {moment}</translation>
    </message>
    <message>
        <source>Mute “{phrase}”</source>
        <translation>„{phrase}“ stummschalten</translation>
    </message>
    <message>
        <source>Solo “{phrase}”</source>
        <translation>Nur „{phrase}“</translation>
    </message>
    <message>
        <source>Unmute all centres</source>
        <translation>Alle Zentren wieder zählen</translation>
    </message>
    <message>
        <source>Unmute all phrases</source>
        <translation>Alle Phrasen wieder zählen</translation>
    </message>
    <message>
        <source>Unmute centre {number}</source>
        <translation>Zentrum {number} wieder zählen</translation>
    </message>
    <message>
        <source>Mute centre {number}</source>
        <translation>Zentrum {number} stummschalten</translation>
    </message>
    <message>
        <source>Solo centre {number}</source>
        <translation>Nur Zentrum {number}</translation>
    </message>
    <message>
        <source>Filters</source>
        <translation>Filter</translation>
    </message>
    <message>
        <source>Change this filter</source>
        <translation>Diesen Filter ändern</translation>
    </message>
    <message>
        <source>Remove this filter</source>
        <translation>Diesen Filter entfernen</translation>
    </message>
    <message>
        <source>Remove the filter “{filter}”</source>
        <translation>Den Filter „{filter}“ entfernen</translation>
    </message>
</context>
<context>
    <name>Settings</name>
    <message>
        <source>Indexing</source>
        <translation>Indizierung</translation>
    </message>
    <message>
        <source>Sample every</source>
        <translation>Bildabstand</translation>
    </message>
    <message>
        <source>Time between two sampled frames. A smaller value finds shorter moments and takes longer to index.</source>
        <translation>Zeit zwischen zwei indizierten Bildern. Ein kleinerer Wert findet kürzere Momente und braucht mehr Zeit.</translation>
    </message>
    <message>
        <source>Frames</source>
        <translation>Bilder</translation>
    </message>
    <message>
        <source>exact finds every moment of half a second or more. fast samples keyframes only: five to twenty times faster with clips from the web and most cameras. It can miss what happens between two keyframes, which may be ten seconds apart, and it places cuts at the next keyframe. Clips indexed fast are labelled and can be re-indexed in full later.</source>
        <translation>exact findet jeden Moment ab einer halben Sekunde. fast nimmt nur Keyframes: fünf- bis zwanzigmal schneller bei Clips aus dem Web und den meisten Kameras. Es kann verpassen, was zwischen zwei Keyframes geschieht, die zehn Sekunden auseinanderliegen können, und setzt Schnitte auf den nächsten Keyframe. Schnell indizierte Clips sind gekennzeichnet und lassen sich später vollständig neu indizieren.</translation>
    </message>
    <message>
        <source>Index stills</source>
        <translation>Standbilder indizieren</translation>
    </message>
    <message>
        <source>Index photos and other still pictures too. Clips are always indexed first.</source>
        <translation>Auch Fotos und andere Standbilder indizieren. Clips kommen immer zuerst.</translation>
    </message>
    <message>
        <source>Minimum frames per shot</source>
        <translation>Mindestbilder je Einstellung</translation>
    </message>
    <message>
        <source>A shot too short for this many samples is sampled more densely. Has no effect in fast mode.</source>
        <translation>Eine für so viele Bilder zu kurze Einstellung wird dichter erfasst. Ohne Wirkung bei fast.</translation>
    </message>
    <message>
        <source>Ignore</source>
        <translation>Auslassen</translation>
    </message>
    <message>
        <source>Files and folders with these names are skipped.</source>
        <translation>Dateien und Ordner mit diesen Namen werden übersprungen.</translation>
    </message>
    <message>
        <source>Decoder timeout</source>
        <translation>Zeitlimit des Decoders</translation>
    </message>
    <message>
        <source>A clip that yields no new frame for this long is skipped, with a note.</source>
        <translation>Ein Clip, der so lange kein neues Bild liefert, wird mit einem Hinweis übersprungen.</translation>
    </message>
    <message>
        <source>Clips indexed in parallel</source>
        <translation>Gleichzeitig indizierte Clips</translation>
    </message>
    <message>
        <source>0 chooses automatically: half the processor cores, or nearly all of them with a graphics card.</source>
        <translation>0 wählt selbst: die Hälfte der Prozessorkerne, mit Grafikkarte fast alle.</translation>
    </message>
    <message>
        <source>Watched folders</source>
        <translation>Überwachte Ordner</translation>
    </message>
    <message>
        <source>Watch for new files</source>
        <translation>Auf neue Dateien achten</translation>
    </message>
    <message>
        <source>New, changed and deleted files appear by themselves. When off, they are noticed at the next start, or with File &gt; Rescan folders.</source>
        <translation>Neue, geänderte und gelöschte Dateien erscheinen von selbst. Ausgeschaltet werden sie erst beim nächsten Start bemerkt, oder mit Datei &gt; Ordner neu durchsuchen.</translation>
    </message>
    <message>
        <source>Rescan every (minutes)</source>
        <translation>Durchsuchen alle (Minuten)</translation>
    </message>
    <message>
        <source>How often network drives, and other folders that the system cannot watch, are searched for changes.</source>
        <translation>Wie oft Netzlaufwerke und andere Ordner, die das System nicht überwachen kann, auf Änderungen durchsucht werden.</translation>
    </message>
    <message>
        <source>Model</source>
        <translation>Modell</translation>
    </message>
    <message>
        <source>Model type</source>
        <translation>Modellart</translation>
    </message>
    <message>
        <source>clip2video, clip_mean for plain image-text models, or frozen for Frozen in Time.</source>
        <translation>clip2video, clip_mean für reine Bild-Text-Modelle oder frozen für Frozen in Time.</translation>
    </message>
    <message>
        <source>Checkpoint</source>
        <translation>Checkpoint</translation>
    </message>
    <message>
        <source>Path of a checkpoint file. Leave empty to use the bundled demo model.</source>
        <translation>Pfad einer Checkpoint-Datei. Leer lassen, um das mitgelieferte Demomodell zu verwenden.</translation>
    </message>
    <message>
        <source>Architecture</source>
        <translation>Architektur</translation>
    </message>
    <message>
        <source>For clip_mean: the open_clip name of the model, such as ViT-B-32.</source>
        <translation>Für clip_mean: der open_clip-Name des Modells, etwa ViT-B-32.</translation>
    </message>
    <message>
        <source>Device</source>
        <translation>Gerät</translation>
    </message>
    <message>
        <source>Where the model runs. auto uses a graphics card if there is one.</source>
        <translation>Wo das Modell läuft. auto verwendet eine Grafikkarte, wenn es eine gibt.</translation>
    </message>
    <message>
        <source>Number format</source>
        <translation>Zahlenformat</translation>
    </message>
    <message>
        <source>Batch size</source>
        <translation>Stapelgröße</translation>
    </message>
    <message>
        <source>Maximum number of frames encoded at once. A smaller value reacts faster to Pause.</source>
        <translation>Höchstzahl gleichzeitig kodierter Bilder. Ein kleinerer Wert hält schneller an.</translation>
    </message>
    <message>
        <source>Processor threads</source>
        <translation>Prozessor-Threads</translation>
    </message>
    <message>
        <source>Threads the model may use. 0 leaves one core free for your other programs.</source>
        <translation>Threads, die das Modell verwenden darf. 0 lässt einen Kern für andere Programme frei.</translation>
    </message>
    <message>
        <source>Index</source>
        <translation>Index</translation>
    </message>
    <message>
        <source>Search method</source>
        <translation>Suchverfahren</translation>
    </message>
    <message>
        <source>hnsw is fast in large libraries; exact compares every moment.</source>
        <translation>hnsw ist in großen Bibliotheken schnell; exact vergleicht jeden Moment.</translation>
    </message>
    <message>
        <source>Search exactly below</source>
        <translation>Genau suchen unter</translation>
    </message>
    <message>
        <source>Libraries with fewer moments than this are always searched exactly.</source>
        <translation>Bibliotheken mit weniger Momenten werden immer genau durchsucht.</translation>
    </message>
    <message>
        <source>Search</source>
        <translation>Suche</translation>
    </message>
    <message>
        <source>Maximum results</source>
        <translation>Höchstzahl der Ergebnisse</translation>
    </message>
    <message>
        <source>How many moments a search shows at most.</source>
        <translation>Wie viele Momente eine Suche höchstens zeigt.</translation>
    </message>
    <message>
        <source>One result per clip</source>
        <translation>Ein Ergebnis je Clip</translation>
    </message>
    <message>
        <source>Show only the best moment of each clip.</source>
        <translation>Nur den besten Moment jedes Clips zeigen.</translation>
    </message>
    <message>
        <source>Remember searches</source>
        <translation>Suchen merken</translation>
    </message>
    <message>
        <source>Offer earlier searches in the search line and in the Search menu. Turning this off deletes them.</source>
        <translation>Frühere Suchen in der Suchzeile und im Menü Suchen anbieten. Ausgeschaltet werden die gemerkten gelöscht.</translation>
    </message>
    <message>
        <source>Library</source>
        <translation>Bibliothek</translation>
    </message>
    <message>
        <source>Library folder</source>
        <translation>Ordner der Bibliothek</translation>
    </message>
    <message>
        <source>Disk space for proxies</source>
        <translation>Speicherplatz für Proxys</translation>
    </message>
    <message>
        <source>At most, for all of them together. Those not played for longest are removed first.</source>
        <translation>Höchstens, für alle zusammen. Die am längsten nicht abgespielten werden zuerst entfernt.</translation>
    </message>
    <message>
        <source>Player</source>
        <translation>Player</translation>
    </message>
    <message>
        <source>Pre-roll</source>
        <translation>Vorlauf</translation>
    </message>
    <message>
        <source>How long before a moment playback starts when you press Return on a card or double-click it.</source>
        <translation>Wie lange vor einem Moment die Wiedergabe beginnt, wenn Sie auf einer Karte die Eingabetaste drücken oder doppelklicken.</translation>
    </message>
    <message>
        <source>Decode on the graphics card</source>
        <translation>Mit der Grafikkarte dekodieren</translation>
    </message>
    <message>
        <source>Clips are decoded by the graphics card where a short trial shows that it gives the same pictures in less time. Otherwise, and whenever it fails, the processor decodes them.</source>
        <translation>Clips werden von der Grafikkarte dekodiert, wenn eine kurze Probe zeigt, dass sie dieselben Bilder in kürzerer Zeit liefert. Sonst, und wenn sie versagt, dekodiert sie der Prozessor.</translation>
    </message>
    <message>
        <source>Scripts</source>
        <translation>Skripte</translation>
    </message>
    <message>
        <source>Allow scripts</source>
        <translation>Skripte erlauben</translation>
    </message>
    <message>
        <source>Scripts, assistants (MCP) and the command line can ask this library while the window is open. Only programs on this computer that know the access token get an answer: Edit &gt; Scripts and assistants shows it.</source>
        <translation>Skripte, Assistenten (MCP) und die Befehlszeile können diese Bibliothek abfragen, solange das Fenster offen ist. Eine Antwort bekommen nur Programme dieses Computers, die das Zugriffstoken kennen: „Bearbeiten &gt; Skripte und Assistenten“ zeigt es.</translation>
    </message>
    <message>
        <source>Scripts may change</source>
        <translation>Skripte dürfen ändern</translation>
    </message>
    <message>
        <source>They may rate and tag clips, keep moments and create collections. They can never remove or index anything.</source>
        <translation>Sie dürfen Clips bewerten, mit Tags versehen, Momente behalten und Sammlungen anlegen. Sie können nie etwas entfernen oder indizieren.</translation>
    </message>
    <message>
        <source>English or German; System follows the desktop. Notes, some errors and the command line are in English.</source>
        <translation>Englisch oder Deutsch; System folgt der Arbeitsumgebung. Anmerkungen, manche Fehlermeldungen und die Befehlszeile sind auf Englisch.</translation>
    </message>
    <message>
        <source>Text size</source>
        <translation>Schriftgröße</translation>
    </message>
    <message>
        <source>Size of all text in per cent, 90 to 200, on top of what the system asks for.</source>
        <translation>Größe aller Texte in Prozent, 90 bis 200, zusätzlich zur Vorgabe des Systems.</translation>
    </message>
    <message>
        <source>Density</source>
        <translation>Dichte</translation>
    </message>
    <message>
        <source>How tightly cards, rows and folders are spaced. Ctrl and + or - change the size of cards.</source>
        <translation>Wie eng Karten, Zeilen und Ordner stehen. Strg mit + oder - ändert die Größe der Karten.</translation>
    </message>
    <message>
        <source>Motion</source>
        <translation>Bewegung</translation>
    </message>
    <message>
        <source>Reduce stops all animation: skimming through a clip under the mouse, spinners, sliding menus. System does so where the system asks for it.</source>
        <translation>Verringern hält alles an, was sich von selbst bewegt: das Überfliegen eines Clips unter der Maus, drehende Zeichen, gleitende Menüs. System tut das, wenn das System es verlangt.</translation>
    </message>
    <message>
        <source>Keyboard</source>
        <translation>Tastatur</translation>
    </message>
    <message>
        <source>Shortcuts of other editing programs, for the commands that exist here.</source>
        <translation>Tastenkürzel wie in anderen Schnittprogrammen, für die Befehle, die es hier gibt.</translation>
    </message>
    <message>
        <source>Changed shortcuts</source>
        <translation>Geänderte Tastenkürzel</translation>
    </message>
    <message>
        <source>What is different from the preset, such as play.back = J: one line for each key of a command, and a line without a key for a command that has none.</source>
        <translation>Was von der Vorlage abweicht, etwa play.back = J: eine Zeile je Taste eines Befehls, und eine Zeile ohne Taste für einen Befehl, der keine hat.</translation>
    </message>
    <message>
        <source>Where the library is stored, on any drive. An existing library is not moved there. Leave empty to use the program&apos;s own folder.</source>
        <translation>Wo die Bibliothek liegt, auf einem beliebigen Laufwerk. Eine vorhandene Bibliothek wird nicht dorthin verschoben. Leer lassen, um den Ordner des Programms zu verwenden.</translation>
    </message>
    <message>
        <source>auto uses the fastest format found by `c2v models bench`, which the window offers before long indexing. int8 has to be created there first.</source>
        <translation>auto nimmt das schnellste Format, das `c2v models bench` gefunden hat; das Fenster bietet die Messung vor langem Indizieren an. int8 muss dort zuerst erzeugt werden.</translation>
    </message>
    <message>
        <source>Proxies</source>
        <translation>Proxys</translation>
    </message>
    <message>
        <source>Make proxies</source>
        <translation>Proxys erstellen</translation>
    </message>
    <message>
        <source>While a clip is indexed in full, make a copy of at most 480 lines, with sound, beside the index. It plays when the original&apos;s drive is disconnected or the original cannot be played here. Each hour of footage takes 0.4 to 1.2 GB. Indexing takes half as long again for clips from the web or a camera, three times as long for MPEG-2 and nine times for editing codecs such as ProRes, because every frame is decoded. Clips indexed earlier, or fast, get a proxy with Clip &gt; Make Proxy.</source>
        <translation>Beim vollständigen Indizieren eines Clips eine Kopie mit höchstens 480 Zeilen und Ton neben dem Index anlegen. Sie ist abspielbar, wenn das Laufwerk des Originals getrennt ist oder das Original hier nicht läuft. Eine Stunde Material belegt 0,4 bis 1,2 GB. Die Indizierung dauert bei Clips aus dem Web oder einer Kamera anderthalbmal so lang, bei MPEG-2 dreimal, bei Schnittcodecs wie ProRes neunmal, weil jedes Bild dekodiert wird. Früher oder schnell indizierte Clips erhalten einen Proxy mit Clip &gt; Proxy erstellen.</translation>
    </message>
    <message>
        <source>Only if taller than</source>
        <translation>Nur ab einer Höhe über</translation>
    </message>
    <message>
        <source>Only clips with more lines than this get a proxy. 0 means every clip.</source>
        <translation>Nur Clips mit mehr Zeilen erhalten einen Proxy. 0 bedeutet alle Clips.</translation>
    </message>
    <message>
        <source>Performance</source>
        <translation>Leistung</translation>
    </message>
    <message>
        <source>While a clip plays</source>
        <translation>Während ein Clip läuft</translation>
    </message>
    <message>
        <source>Index at full speed, at a quarter of it (slow), or not at all (held).</source>
        <translation>Mit vollem Tempo indizieren (full), langsam (slow, ein Viertel) oder gar nicht (held).</translation>
    </message>
    <message>
        <source>On battery</source>
        <translation>Im Akkubetrieb</translation>
    </message>
    <message>
        <source>Only between</source>
        <translation>Nur zwischen</translation>
    </message>
    <message>
        <source>Index only between these times, such as 20:00-07:00. Empty means always.</source>
        <translation>Nur zu diesen Zeiten indizieren, etwa 20:00-07:00. Leer bedeutet immer.</translation>
    </message>
    <message>
        <source>Threads per decoder</source>
        <translation>Threads je Decoder</translation>
    </message>
    <message>
        <source>Processor threads for each clip being read. 0 uses half of them, at most eight.</source>
        <translation>Prozessor-Threads für jeden gelesenen Clip. 0 verwendet die Hälfte, höchstens acht.</translation>
    </message>
    <message>
        <source>Memory per decoder</source>
        <translation>Speicher je Decoder</translation>
    </message>
    <message>
        <source>A clip that needs more than this is skipped, with a note. 0 means half of the computer&apos;s memory, at most 8 GB. Has no effect on Windows.</source>
        <translation>Ein Clip, der mehr braucht, wird mit einem Hinweis übersprungen. 0 bedeutet die Hälfte des Arbeitsspeichers, höchstens 8 GB. Ohne Wirkung unter Windows.</translation>
    </message>
    <message>
        <source>Network</source>
        <translation>Netzwerk</translation>
    </message>
    <message>
        <source>Proxy server</source>
        <translation>Proxyserver</translation>
    </message>
    <message>
        <source>For model downloads, such as http://proxy.example:3128. Leave empty to use the system&apos;s proxy settings.</source>
        <translation>Für Modell-Downloads, etwa http://proxy.example:3128. Leer lassen, um die Einstellung des Systems zu verwenden.</translation>
    </message>
    <message>
        <source>Mirror</source>
        <translation>Spiegel</translation>
    </message>
    <message>
        <source>Address of a mirror of the model hub. Leave empty to download from the hub itself.</source>
        <translation>Adresse eines Spiegels der Modellablage. Leer lassen, um direkt von dort zu laden.</translation>
    </message>
    <message>
        <source>Appearance</source>
        <translation>Darstellung</translation>
    </message>
    <message>
        <source>Theme</source>
        <translation>Farbschema</translation>
    </message>
    <message>
        <source>Colours of the window.</source>
        <translation>Farben des Fensters.</translation>
    </message>
    <message>
        <source>Language</source>
        <translation>Sprache</translation>
    </message>
    <message>
        <source>Preset</source>
        <translation>Vorlage</translation>
    </message>
</context>
<context>
    <name>Widgets</name>
    <message>
        <source>Busy</source>
        <translation>Beschäftigt</translation>
    </message>
    <message>
        <source>Strong</source>
        <translation>Stark</translation>
    </message>
    <message>
        <source>Good</source>
        <translation>Gut</translation>
    </message>
    <message>
        <source>Weak</source>
        <translation>Schwach</translation>
    </message>
    <message>
        <source>Waiting</source>
        <translation>Wartet</translation>
    </message>
    <message>
        <source>Ready</source>
        <translation>Bereit</translation>
    </message>
    <message>
        <source>Failed</source>
        <translation>Fehlgeschlagen</translation>
    </message>
    <message>
        <source>File not found</source>
        <translation>Datei nicht gefunden</translation>
    </message>
    <message>
        <source>Drive not connected</source>
        <translation>Laufwerk nicht verbunden</translation>
    </message>
    <message>
        <source>Demo model: drawn shapes, colours, motions</source>
        <translation>Demomodell: gezeichnete Formen, Farben, Bewegungen</translation>
    </message>
    <message>
        <source>{minutes} min</source>
        <translation>{minutes} min</translation>
    </message>
    <message>
        <source>{seconds} s</source>
        <translation>{seconds} s</translation>
    </message>
    <message>
        <source>, one per clip</source>
        <translation>, einer je Clip</translation>
    </message>
    <message>
        <source>no moments</source>
        <translation>keine Momente</translation>
    </message>
    <message>
        <source>first {moments}{each}</source>
        <translation>erste {moments}{each}</translation>
    </message>
    <message>
        <source>first {number}{each}{comma} of {searched} moments</source>
        <translation>erste {number}{each}{comma} von {searched} Momenten</translation>
    </message>
    <message>
        <source>estimating…</source>
        <translation>Dauer wird geschätzt…</translation>
    </message>
    <message>
        <source>less than a minute</source>
        <translation>weniger als eine Minute</translation>
    </message>
    <message>
        <source>~{minutes} min</source>
        <translation>~{minutes} min</translation>
    </message>
    <message>
        <source>~{hours} h {rest} min</source>
        <translation>~{hours} h {rest} min</translation>
    </message>
    <message>
        <source>bytes</source>
        <translation>Bytes</translation>
    </message>
    <message>
        <source>{fps} fps</source>
        <translation>{fps} fps</translation>
    </message>
    <message>
        <source>, drop-frame</source>
        <translation>, Drop-Frame</translation>
    </message>
    <message>
        <source>; the clip averages {rate}</source>
        <translation>; der Clip hat im Mittel {rate}</translation>
    </message>
    <message>
        <source>Start timecode {start} ({per_second}{counting}{other})</source>
        <translation>Start-Timecode {start} ({per_second}{counting}{other})</translation>
    </message>
    <message>
        <source>Shot {date} {zone}</source>
        <translation>Gedreht {date} {zone}</translation>
    </message>
    <message>
        <source>Shot {date} (zone unknown)</source>
        <translation>Gedreht {date} (Zeitzone unbekannt)</translation>
    </message>
    <message>
        <source>Camera {camera}</source>
        <translation>Kamera {camera}</translation>
    </message>
    <message>
        <source>Reel {reel}</source>
        <translation>Band {reel}</translation>
    </message>
    <message>
        <source>No sound</source>
        <translation>Kein Ton</translation>
    </message>
    <message>
        <source>4K UHD</source>
        <translation>4K UHD</translation>
    </message>
    <message>
        <source>4K DCI</source>
        <translation>4K DCI</translation>
    </message>
    <message>
        <source> upright</source>
        <translation> hochkant</translation>
    </message>
    <message>
        <source>Rated {rating} of {most}</source>
        <translation>Bewertung {rating} von {most}</translation>
    </message>
    <message>
        <source>Picked</source>
        <translation>Ausgewählt</translation>
    </message>
    <message>
        <source>Rejected</source>
        <translation>Abgelehnt</translation>
    </message>
    <message>
        <source>Tags: {tags}</source>
        <translation>Tags: {tags}</translation>
    </message>
    <message>
        <source>Queued for full re-indexing. Until then, only its keyframes are searched.</source>
        <translation>Zur vollständigen Indizierung vorgemerkt. Bis dahin werden nur die Keyframes durchsucht.</translation>
    </message>
    <message>
        <source>Indexed fast: keyframes only, about one every {every_s} s. The frames in between are not searched.</source>
        <translation>Schnell indiziert: nur Keyframes, etwa alle {every_s} s einer. Die Bilder dazwischen werden nicht durchsucht.</translation>
    </message>
    <message>
        <source> · {clips} left</source>
        <translation> · noch {clips}</translation>
    </message>
    <message>
        <source>Stopping after this batch…{done}</source>
        <translation>Endet nach diesem Schritt…{done}</translation>
    </message>
    <message>
        <source>Paused{done}{left}</source>
        <translation>Angehalten{done}{left}</translation>
    </message>
    <message>
        <source> · {frames_per_s} fr/s</source>
        <translation> · {frames_per_s} Bilder/s</translation>
    </message>
    <message>
        <source>Status</source>
        <translation>Status</translation>
    </message>
    <message>
        <source>Indexing progress</source>
        <translation>Fortschritt der Indizierung</translation>
    </message>
    <message>
        <source>Pause</source>
        <translation>Anhalten</translation>
    </message>
    <message>
        <source>Stop</source>
        <translation>Stopp</translation>
    </message>
    <message>
        <source>Device</source>
        <translation>Gerät</translation>
    </message>
    <message>
        <source>Resume</source>
        <translation>Fortsetzen</translation>
    </message>
    <message>
        <source>{number} failed</source>
        <translation>{number} fehlgeschlagen</translation>
    </message>
    <message>
        <source>Switching to {name}; searches use {former} until then.</source>
        <translation>Wechsel zu {name}; Suchen verwenden bis dahin {former}.</translation>
    </message>
    <message>
        <source>Model: {words}</source>
        <translation>Modell: {words}</translation>
    </message>
    <message>
        <source>The demo model only recognises drawn shapes. For real footage, click to install a full model.</source>
        <translation>Das Demomodell erkennt nur gezeichnete Formen. Für echtes Material klicken und ein vollständiges Modell installieren.</translation>
    </message>
    <message>
        <source>{name}: {backend}, up to {frames_per_clip} frames per moment</source>
        <translation>{name}: {backend}, bis zu {frames_per_clip} Bilder je Moment</translation>
    </message>
    <message>
        <source>{precision}, {threads} threads. {note}</source>
        <translation>{precision}, {threads} Threads. {note}</translation>
    </message>
    <message>
        <source>No flag</source>
        <translation>Ohne Markierung</translation>
    </message>
    <message>
        <source>Landscape</source>
        <translation>Querformat</translation>
    </message>
    <message>
        <source>Portrait</source>
        <translation>Hochformat</translation>
    </message>
    <message>
        <source>Square</source>
        <translation>Quadratisch</translation>
    </message>
    <message>
        <source>Folder</source>
        <translation>Ordner</translation>
    </message>
    <message>
        <source>like {examples}</source>
        <translation>wie {examples}</translation>
    </message>
    <message>
        <source>Single clips</source>
        <translation>Einzelne Clips</translation>
    </message>
    <message>
        <source>Name has “{text}”</source>
        <translation>Name enthält „{text}“</translation>
    </message>
    <message>
        <source>Only kept moments</source>
        <translation>Nur abgelegte Momente</translation>
    </message>
    <message>
        <source>Shot {days}</source>
        <translation>Aufgenommen {days}</translation>
    </message>
    <message>
        <source>Added {days}</source>
        <translation>Hinzugefügt {days}</translation>
    </message>
    <message>
        <source>{rates} fps</source>
        <translation>{rates} fps</translation>
    </message>
    <message>
        <source>Added in the last {time}</source>
        <translation>Hinzugefügt: letzte {time}</translation>
    </message>
    <message>
        <source>{low} to {high}</source>
        <translation>{low} bis {high}</translation>
    </message>
    <message>
        <source>from {low}</source>
        <translation>ab {low}</translation>
    </message>
    <message>
        <source>up to {high}</source>
        <translation>bis {high}</translation>
    </message>
    <message>
        <source> or </source>
        <translation> oder </translation>
    </message>
    <message>
        <source>Length {lengths}</source>
        <translation>Länge {lengths}</translation>
    </message>
    <message>
        <source>{length} or more</source>
        <translation>{length} oder länger</translation>
    </message>
    <message>
        <source>under {length}</source>
        <translation>unter {length}</translation>
    </message>
    <message>
        <source>{start} to {end}</source>
        <translation>{start} bis {end}</translation>
    </message>
    <message>
        <source>{stars} or more</source>
        <translation>{stars} oder mehr</translation>
    </message>
    <message>
        <source>Collection</source>
        <translation>Sammlung</translation>
    </message>
    <message>
        <source>Seen</source>
        <translation>Gesehen</translation>
    </message>
    <message>
        <source>Not seen</source>
        <translation>Nicht gesehen</translation>
    </message>
    <message>
        <source>With sound</source>
        <translation>Mit Ton</translation>
    </message>
    <message>
        <source>Without sound</source>
        <translation>Ohne Ton</translation>
    </message>
    <message>
        <source>{rate} fps</source>
        <translation>{rate} fps</translation>
    </message>
    <message>
        <source>TC {at}</source>
        <translation>TC {at}</translation>
    </message>
    <message>
        <source>Timecode recorded in the file</source>
        <translation>In der Datei aufgezeichneter Timecode</translation>
    </message>
    <message>
        <source>Time from the start of the file</source>
        <translation>Zeit ab Anfang der Datei</translation>
    </message>
    <message>
        <source>whole sentence</source>
        <translation>ganzer Satz</translation>
    </message>
    <message>
        <source>rest of the sentence</source>
        <translation>Rest des Satzes</translation>
    </message>
    <message>
        <source>example</source>
        <translation>Beispiel</translation>
    </message>
    <message>
        <source>sentence</source>
        <translation>Satz</translation>
    </message>
    <message>
        <source>phrases</source>
        <translation>Phrasen</translation>
    </message>
    <message>
        <source>rest</source>
        <translation>Rest</translation>
    </message>
    <message>
        <source>likes {figure} above chance</source>
        <translation>Vorlieben {figure} über dem Zufall</translation>
    </message>
    <message>
        <source>At {interval} s, moments of {interval} s and longer are found.</source>
        <translation>Bei {interval} s werden Momente ab {interval} s gefunden.</translation>
    </message>
    <message>
        <source>Once clips are indexed, this shows how long other intervals take on this computer.</source>
        <translation>Sobald Clips indiziert sind, steht hier, wie lange andere Abstände auf diesem Computer dauern.</translation>
    </message>
    <message>
        <source>{interval} s: {share} ×</source>
        <translation>{interval} s: {share} ×</translation>
    </message>
    <message>
        <source>Time to index, as measured on this computer with your clips: {shares}.</source>
        <translation>Zeit zum Indizieren, auf diesem Computer mit Ihren Clips gemessen: {shares}.</translation>
    </message>
</context>
<context>
    <name>Window</name>
    <message>
        <source> Details are in {log}.</source>
        <translation> Einzelheiten stehen in {log}.</translation>
    </message>
    <message>
        <source>Unexpected error (a bug in C2V Desktop).</source>
        <translation>Unerwarteter Fehler (ein Fehler in C2V Desktop).</translation>
    </message>
    <message>
        <source>Dismiss</source>
        <translation>Schließen</translation>
    </message>
    <message>
        <source>Choose a checkpoint</source>
        <translation>Checkpoint wählen</translation>
    </message>
    <message>
        <source>Choose the library&apos;s folder</source>
        <translation>Den Ordner der Bibliothek wählen</translation>
    </message>
    <message>
        <source>System</source>
        <translation>System</translation>
    </message>
    <message>
        <source>Dark</source>
        <translation>Dunkel</translation>
    </message>
    <message>
        <source>Light</source>
        <translation>Hell</translation>
    </message>
    <message>
        <source>Compact</source>
        <translation>Kompakt</translation>
    </message>
    <message>
        <source>Normal</source>
        <translation>Normal</translation>
    </message>
    <message>
        <source>Roomy</source>
        <translation>Geräumig</translation>
    </message>
    <message>
        <source>Reduce</source>
        <translation>Verringern</translation>
    </message>
    <message>
        <source>Full speed</source>
        <translation>Volles Tempo</translation>
    </message>
    <message>
        <source>Slow</source>
        <translation>Langsam</translation>
    </message>
    <message>
        <source>Hold</source>
        <translation>Anhalten</translation>
    </message>
    <message>
        <source>Not a pair of times such as 20:00-07:00. The setting stays as it was.</source>
        <translation>Das sind keine zwei Uhrzeiten wie 20:00-07:00. Die Einstellung bleibt, wie sie war.</translation>
    </message>
    <message>
        <source>Settings</source>
        <translation>Einstellungen</translation>
    </message>
    <message>
        <source>Reset sets everything back to its default, shortcuts too. The library&apos;s folder and the chosen model stay.</source>
        <translation>Zurücksetzen stellt überall den Standard her, auch bei Tastenkürzeln. Der Ordner der Bibliothek und das gewählte Modell bleiben.</translation>
    </message>
    <message>
        <source>Reset all settings…</source>
        <translation>Alle Einstellungen zurücksetzen…</translation>
    </message>
    <message>
        <source>Search settings</source>
        <translation>Einstellungen durchsuchen</translation>
    </message>
    <message>
        <source>Groups of settings</source>
        <translation>Gruppen von Einstellungen</translation>
    </message>
    <message>
        <source>Restart now</source>
        <translation>Jetzt neu starten</translation>
    </message>
    <message>
        <source>Restart to apply: {settings}.</source>
        <translation>Nach einem Neustart gilt: {settings}.</translation>
    </message>
    <message>
        <source>No setting matches “{text}”.</source>
        <translation>Keine Einstellung passt zu „{text}“.</translation>
    </message>
    <message>
        <source>Your clips, searches, ratings and notes stay on this computer. The program connects to the internet only to download a model that you chose. There are no accounts, no usage statistics and no checks for updates.</source>
        <translation>Clips, Suchen, Bewertungen und Notizen bleiben auf diesem Computer. Das Programm geht nur ins Internet, um ein Modell herunterzuladen, das Sie gewählt haben. Es gibt keine Konten, keine Nutzungsstatistik und keine Suche nach Updates.</translation>
    </message>
    <message>
        <source>Manage models…</source>
        <translation>Modelle verwalten…</translation>
    </message>
    <message>
        <source>always; or 20:00-07:00</source>
        <translation>immer; oder 20:00-07:00</translation>
    </message>
    <message>
        <source>Searching as soon as the library is open…</source>
        <translation>Die Suche beginnt, sobald die Bibliothek geöffnet ist…</translation>
    </message>
    <message>
        <source>Cannot search: the library is not open.</source>
        <translation>Suche nicht möglich: Die Bibliothek ist nicht geöffnet.</translation>
    </message>
    <message>
        <source>Adding {items}…</source>
        <translation>{items} werden hinzugefügt…</translation>
    </message>
    <message>
        <source>Add to the library</source>
        <translation>Zur Bibliothek hinzufügen</translation>
    </message>
    <message>
        <source>Cannot add {count}: the library is not open.</source>
        <translation>{count} nicht hinzugefügt: Die Bibliothek ist nicht geöffnet.</translation>
    </message>
    <message>
        <source>Adding {count} as soon as the library is open…</source>
        <translation>{count} werden hinzugefügt, sobald die Bibliothek geöffnet ist…</translation>
    </message>
    <message>
        <source>Evidence</source>
        <translation>Begründung</translation>
    </message>
    <message>
        <source>Previous or next frame</source>
        <translation>Voriges oder nächstes Bild</translation>
    </message>
    <message>
        <source>Row above or below</source>
        <translation>Zeile darüber oder darunter</translation>
    </message>
    <message>
        <source>Enter</source>
        <translation>Eingabe</translation>
    </message>
    <message>
        <source>Go to the frame (Shift: play from there)</source>
        <translation>Zum Bild springen (Umschalt: ab dort abspielen)</translation>
    </message>
    <message>
        <source>Open or close the row</source>
        <translation>Zeile auf- oder zuklappen</translation>
    </message>
    <message>
        <source>Mute the row (Shift: solo)</source>
        <translation>Zeile stumm (Umschalt: Solo)</translation>
    </message>
    <message>
        <source>Phrases</source>
        <translation>Phrasen</translation>
    </message>
    <message>
        <source>Previous or next phrase</source>
        <translation>Vorige oder nächste Phrase</translation>
    </message>
    <message>
        <source>Must have, nice to have, exclude</source>
        <translation>Erforderlich, erwünscht, ausschließen</translation>
    </message>
    <message>
        <source>More or less weight</source>
        <translation>Mehr oder weniger Gewicht</translation>
    </message>
    <message>
        <source>Mute the phrase</source>
        <translation>Phrase stumm schalten</translation>
    </message>
    <message>
        <source>Begin a new step here</source>
        <translation>Hier einen neuen Schritt beginnen</translation>
    </message>
    <message>
        <source>Delete</source>
        <translation>Entf</translation>
    </message>
    <message>
        <source>Remove</source>
        <translation>Entfernen</translation>
    </message>
    <message>
        <source>Player</source>
        <translation>Player</translation>
    </message>
    <message>
        <source>One frame (Shift: ten)</source>
        <translation>Ein Bild (Umschalt: zehn)</translation>
    </message>
    <message>
        <source>Change shortcuts…</source>
        <translation>Tastenkürzel ändern…</translation>
    </message>
    <message>
        <source>Keyboard shortcuts (*.toml)</source>
        <translation>Tastenkürzel (*.toml)</translation>
    </message>
    <message>
        <source>Export…</source>
        <translation>Exportieren…</translation>
    </message>
    <message>
        <source>Import…</source>
        <translation>Importieren…</translation>
    </message>
    <message>
        <source>Undo</source>
        <translation>Rückgängig</translation>
    </message>
    <message>
        <source>Use these keys</source>
        <translation>Diese Tasten verwenden</translation>
    </message>
    <message>
        <source>Keyboard shortcuts</source>
        <translation>Tastenkürzel</translation>
    </message>
    <message>
        <source>Menu</source>
        <translation>Menü</translation>
    </message>
    <message>
        <source>Command</source>
        <translation>Befehl</translation>
    </message>
    <message>
        <source>Keys</source>
        <translation>Tasten</translation>
    </message>
    <message>
        <source>New key</source>
        <translation>Neue Taste</translation>
    </message>
    <message>
        <source>Press a key, with Ctrl, Alt or Shift if you like. Tab leaves the field.</source>
        <translation>Drücken Sie eine Taste, auf Wunsch mit Strg, Alt oder Umschalt. Tab verlässt das Feld.</translation>
    </message>
    <message>
        <source>Press a key</source>
        <translation>Taste drücken</translation>
    </message>
    <message>
        <source>Clear</source>
        <translation>Leeren</translation>
    </message>
    <message>
        <source>Assign</source>
        <translation>Zuweisen</translation>
    </message>
    <message>
        <source>Add</source>
        <translation>Hinzufügen</translation>
    </message>
    <message>
        <source>Remove keys</source>
        <translation>Tasten entfernen</translation>
    </message>
    <message>
        <source>Keys of the preset</source>
        <translation>Tasten der Vorlage</translation>
    </message>
    <message>
        <source>Use this key instead of those the command has</source>
        <translation>Diese Taste statt der bisherigen verwenden</translation>
    </message>
    <message>
        <source>Use this key beside those the command has</source>
        <translation>Diese Taste zusätzlich verwenden</translation>
    </message>
    <message>
        <source>Changed</source>
        <translation>Geändert</translation>
    </message>
    <message>
        <source>{command}: no key</source>
        <translation>{command}: keine Taste</translation>
    </message>
    <message>
        <source>{key} belongs to “{command}”, which loses it when you assign it here.</source>
        <translation>{key} gehört zu „{command}“ und wird dort entfernt, wenn Sie sie hier zuweisen.</translation>
    </message>
    <message>
        <source>The command has this key already.</source>
        <translation>Der Befehl hat diese Taste schon.</translation>
    </message>
    <message>
        <source>No longer has that key: {commands}.</source>
        <translation>Hat diese Taste nicht mehr: {commands}.</translation>
    </message>
    <message>
        <source>Your own keys were replaced by the preset. Undo brings them back.</source>
        <translation>Die Vorlage hat Ihre eigenen Tasten ersetzt. Rückgängig stellt sie wieder her.</translation>
    </message>
    <message>
        <source>Export shortcuts</source>
        <translation>Tastenkürzel exportieren</translation>
    </message>
    <message>
        <source>Shortcuts written to {path}.</source>
        <translation>Tastenkürzel gespeichert in {path}.</translation>
    </message>
    <message>
        <source>Import shortcuts</source>
        <translation>Tastenkürzel importieren</translation>
    </message>
    <message>
        <source>{name}: keys of {count} commands.</source>
        <translation>{name}: Tasten von {count} Befehlen.</translation>
    </message>
    <message>
        <source>{key} is given to “{first}”, not to {others}.</source>
        <translation>{key} erhält „{first}“, nicht {others}.</translation>
    </message>
    <message>
        <source>Unknown commands: {names}.</source>
        <translation>Unbekannte Befehle: {names}.</translation>
    </message>
    <message>
        <source>Keys that cannot be used: {names}.</source>
        <translation>Tasten, die nicht gehen: {names}.</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>Abbrechen</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>Schließen</translation>
    </message>
    <message>
        <source>This picture cannot be read: {error}.</source>
        <translation>Dieses Bild ist nicht lesbar: {error}.</translation>
    </message>
    <message>
        <source>The shortcuts could not be written to {path}: {why}.</source>
        <translation>Die Tastenkürzel konnten nicht in {path} gespeichert werden: {why}.</translation>
    </message>
    <message>
        <source>{name} could not be read: {why}.</source>
        <translation>{name} konnte nicht gelesen werden: {why}.</translation>
    </message>
    <message>
        <source>{name} was written by a newer version of C2V Desktop.</source>
        <translation>{name} stammt von einer neueren Version von C2V Desktop.</translation>
    </message>
    <message>
        <source>Export it again with this version, or update.</source>
        <translation>Exportieren Sie die Datei mit dieser Version neu, oder aktualisieren Sie.</translation>
    </message>
    <message>
        <source>{name} is not a file of keyboard shortcuts.</source>
        <translation>{name} ist keine Datei mit Tastenkürzeln.</translation>
    </message>
    <message>
        <source>Choose a file that was written by Export shortcuts.</source>
        <translation>Wählen Sie eine Datei, die mit „Tastenkürzel exportieren“ gespeichert wurde.</translation>
    </message>
    <message>
        <source>One key at a time, with Ctrl, Alt or Shift if you like.</source>
        <translation>Nur eine Taste, auf Wunsch mit Strg, Alt oder Umschalt.</translation>
    </message>
    <message>
        <source>Ctrl, Alt and Shift need another key.</source>
        <translation>Strg, Alt und Umschalt brauchen noch eine Taste.</translation>
    </message>
    <message>
        <source>{key} moves in lists and between panels. Choose another key.</source>
        <translation>{key} dient zum Bewegen in Listen und zwischen Bereichen. Wählen Sie eine andere Taste.</translation>
    </message>
    <message>
        <source>General</source>
        <translation>Allgemein</translation>
    </message>
    <message>
        <source>appearance colours dark light font scale animation accessibility</source>
        <translation>Aussehen Farben dunkel hell Schrift Größe Animation Barrierefreiheit</translation>
    </message>
    <message>
        <source>Library</source>
        <translation>Bibliothek</translation>
    </message>
    <message>
        <source>folders indexing exclude photos</source>
        <translation>Ordner Indizierung ausschließen Fotos</translation>
    </message>
    <message>
        <source>Search</source>
        <translation>Suche</translation>
    </message>
    <message>
        <source>results ranking</source>
        <translation>Treffer Rangfolge</translation>
    </message>
    <message>
        <source>Performance</source>
        <translation>Leistung</translation>
    </message>
    <message>
        <source>speed CPU GPU graphics card battery memory slow</source>
        <translation>Tempo Prozessor CPU GPU Grafikkarte Akku Speicher langsam</translation>
    </message>
    <message>
        <source>Models</source>
        <translation>Modelle</translation>
    </message>
    <message>
        <source>download internet network</source>
        <translation>Download Internet Netzwerk</translation>
    </message>
    <message>
        <source>Storage</source>
        <translation>Speicherplatz</translation>
    </message>
    <message>
        <source>disk space size cache delete path</source>
        <translation>Festplatte Platz Größe Cache löschen Pfad</translation>
    </message>
    <message>
        <source>Playback</source>
        <translation>Wiedergabe</translation>
    </message>
    <message>
        <source>player proxies</source>
        <translation>Player Proxys</translation>
    </message>
    <message>
        <source>Keyboard</source>
        <translation>Tastatur</translation>
    </message>
    <message>
        <source>shortcuts hotkeys Premiere Final Cut DaVinci Resolve</source>
        <translation>Tastenkürzel Tasten Premiere Final Cut DaVinci Resolve</translation>
    </message>
    <message>
        <source>Privacy</source>
        <translation>Datenschutz</translation>
    </message>
    <message>
        <source>internet network telemetry upload</source>
        <translation>Internet Netzwerk Telemetrie Upload</translation>
    </message>
    <message>
        <source>Advanced</source>
        <translation>Erweitert</translation>
    </message>
    <message>
        <source>log reset defaults support</source>
        <translation>Protokoll zurücksetzen Standard Support</translation>
    </message>
    <message>
        <source>Reset {setting}</source>
        <translation>{setting} zurücksetzen</translation>
    </message>
    <message>
        <source>Back to the default</source>
        <translation>Zurück zum Standard</translation>
    </message>
    <message>
        <source>Applies after a restart.</source>
        <translation>Gilt nach einem Neustart.</translation>
    </message>
    <message>
        <source>Show</source>
        <translation>Zeigen</translation>
    </message>
    <message>
        <source>Show {files} in the file manager</source>
        <translation>{files} im Dateimanager zeigen</translation>
    </message>
    <message>
        <source>Show in the file manager</source>
        <translation>Im Dateimanager zeigen</translation>
    </message>
    <message>
        <source>none yet</source>
        <translation>noch keine</translation>
    </message>
    <message>
        <source>Scripts and assistants</source>
        <translation>Skripte und Assistenten</translation>
    </message>
    <message>
        <source>Scripts, assistants (MCP) and the command line can ask this library while the window is open, without loading it again. Only programs on this computer that know the access token get an answer.</source>
        <translation>Skripte, Assistenten (MCP) und die Befehlszeile können diese Bibliothek abfragen, solange das Fenster offen ist, ohne sie neu zu laden. Eine Antwort bekommen nur Programme dieses Computers, die das Zugriffstoken kennen.</translation>
    </message>
    <message>
        <source>Allow scripts on this computer</source>
        <translation>Skripte auf diesem Computer erlauben</translation>
    </message>
    <message>
        <source>They may rate and tag clips, and keep moments</source>
        <translation>Sie dürfen Clips bewerten, mit Tags versehen und Momente behalten</translation>
    </message>
    <message>
        <source>Address</source>
        <translation>Adresse</translation>
    </message>
    <message>
        <source>Access token</source>
        <translation>Zugriffstoken</translation>
    </message>
    <message>
        <source>State</source>
        <translation>Zustand</translation>
    </message>
    <message>
        <source>Off: requests are not answered.</source>
        <translation>Aus: Anfragen werden nicht beantwortet.</translation>
    </message>
    <message>
        <source>Starting…</source>
        <translation>Wird gestartet…</translation>
    </message>
    <message>
        <source>On, until you untick the box or close the window. Scripts find address and token in {file}; assistants start “c2v serve --mcp”.</source>
        <translation>An, bis Sie das Häkchen entfernen oder das Fenster schließen. Skripte finden Adresse und Token in {file}; Assistenten starten „c2v serve --mcp“.</translation>
    </message>
    <message>
        <source>Copy</source>
        <translation>Kopieren</translation>
    </message>
    <message>
        <source>Copy: {what}</source>
        <translation>Kopieren: {what}</translation>
    </message>
</context>
</TS>
