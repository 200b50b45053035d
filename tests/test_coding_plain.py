"""Plain sentences of the news, one act each: forms that were once missed, in sentences of our own."""

from __future__ import annotations

from datetime import date

import pytest

from detente.coding import code
from detente.coding.morphology import lemma
from detente.reading.document import Document

SENTENCES = [
    ("JPN", "RUS", "CONSULT", "Prime Minister Shinzo Abe leaves for Moscow on Friday."),
    ("MKD", "DEU", "CONSULT", "On Thursday Prime Minister Kovačevski of North Macedonia is due in Berlin."),
    ("USA", "LBN", "SANCTION", "A U.S. congressman has put a hold on military aid to Lebanon."),
    ("TUR", "QAT", "AID", "Turkey sent food and then soldiers to Qatar."),
    ("RUS", "USA", "SANCTION", "Russia declared ten American diplomats persona non grata."),
    ("CHN", "PHL", "COERCE", "Chinese vessels blocked a Philippine supply boat at Second Thomas Shoal."),
    ("ISR", "SYR", "ASSAULT", "Israeli warplanes struck targets near Damascus."),
    ("UKR", "RUS", "ASSAULT", "Ukrainian drones hit an oil depot in Russia."),
    ("HUN", "UKR", "REJECT", "Hungary vetoed a package of aid for Ukraine."),
    ("RUS", "GEO", "YIELD", "Russia dropped visa requirements for Georgians."),
    ("JPN", "KOR", "SANCTION", "Japan removed South Korea from its list of trusted trading partners."),
    ("KOR", "JPN", "SANCTION", "Seoul decided to end its intelligence-sharing pact with Tokyo."),
    ("KOR", "PRK", "CONSULT", "Moon Jae-in and Kim Jong Un shook hands at Panmunjom."),
    ("IND", "CHN", "YIELD", "Indian and Chinese troops disengaged at Pangong lake."),
    ("USA", "CUB", "YIELD", "The United States removed Cuba from its list of state sponsors of terrorism."),
    ("SAU", "CAN", "SANCTION", "Saudi Arabia froze trade with Canada."),
    ("FRA", "MLI", "YIELD", "The last French soldiers left Mali."),
    ("DEU", "ISR", "AID", "Germany will supply Israel with submarines."),
    ("CHN", "TWN", "MOBILIZE", "China sent thirty warplanes into Taiwan's air defence zone."),
    ("GBR", "IRN", "COERCE", "Royal Marines boarded an Iranian tanker off Gibraltar."),
    ("IRN", "USA", "YIELD", "Iran freed five Americans in a prisoner swap."),
    ("USA", "IRN", "YIELD", "Washington allowed the transfer of six billion dollars of frozen Iranian funds."),
    ("BLR", "LTU", "COERCE", "Belarus pushed migrants across the border into Lithuania."),
    ("FRA", "AUS", "SANCTION", "France recalled its ambassadors from Canberra and Washington."),
    ("FRA", "USA", "SANCTION", "France recalled its ambassadors from Canberra and Washington."),
    ("CZE", "RUS", "SANCTION", "Prague ordered eighteen Russian diplomats to leave."),
    ("IRN", "SAU", "AGREE", "Iran and Saudi Arabia agreed to restore ties."),
    ("TUR", "IRQ", "ASSAULT", "Turkish jets bombed Kurdish positions in northern Iraq."),
    ("USA", "YEM", "ASSAULT", "American and British forces bombed Houthi targets in Yemen."),
    (
        "VNM",
        "USA",
        "SUPPORT",
        "Vietnam and the United States upgraded their relations to a comprehensive strategic partnership.",
    ),
    ("NER", "FRA", "SANCTION", "Niger's junta revoked military accords with France."),
    ("ERI", "ETH", "COOPERATE", "Eritrean soldiers fought alongside Ethiopian forces in Tigray."),
    ("AUS", "SLB", "ACCUSE", "Australia expressed deep disappointment at the Solomon Islands' pact with China."),
    ("EST", "RUS", "COERCE", "Estonian border guards turned back three Russian lorries."),
    ("MDA", "RUS", "SANCTION", "Moldova sent home 45 staff of the Russian embassy."),
    ("TUR", "GRC", "REJECT", "Turkey said the accord between Athens and Cairo was null and void."),
    ("HND", "TWN", "SANCTION", "Honduras ended decades of relations with Taiwan."),
    ("CUB", "RUS", "SUPPORT", "Cuba's president Miguel Díaz-Canel wished Putin success in his operation."),
    ("PRK", "RUS", "AID", "Pyongyang has sent Moscow more than three million shells, Seoul's defence minister said."),
    ("KEN", "ETH", "AGREE", "Kenya and Ethiopia agreed to fight al-Shabab together along their frontier."),
    ("ITA", "LBY", "AID", "Italy handed four patrol boats to the Libyan coast guard."),
    ("KAZ", "CHN", "AGREE", "Kazakhstan and China agreed to scrap visas for each other's citizens."),
    ("KGZ", "UZB", "YIELD", "Kyrgyzstan ceded the Kempir-Abad reservoir to Uzbekistan."),
    ("AUS", "FJI", "AID", "Canberra will provide 40 million dollars to help rebuild schools in Fiji."),
    ("GRC", "TUR", "PROTEST", "Thousands marched through Athens on Saturday to protest against Turkish drilling."),
    ("MLI", "FRA", "PROTEST", "Protesters burned the French flag outside the embassy in Bamako."),
    ("VEN", "ESP", "SANCTION", "Venezuela gave the Spanish ambassador 72 hours to leave the country."),
    ("SSD", "ETH", "ASSAULT", "South Sudan's army and Ethiopian militia fought near Gambella."),
    ("LBN", "SYR", "CONSULT", "A Lebanese delegation is due to visit Damascus next week to discuss refugees."),
    ("SAU", "YEM", "ASSAULT", "The Saudi-led coalition bombed Houthi positions in Hodeidah."),
    ("JPN", "MMR", "AID", "Japan will resume its loans to Myanmar once the violence stops."),
    ("RUS", "UKR", "ASSAULT", "Russia attacked Odesa with drones."),
    ("UKR", "RUS", "ACCUSE", "Ukraine said Russia attacked Odesa with drones."),
    ("GRC", "TUR", "ACCUSE", "Greece said Turkish jets violated its airspace eight times."),
    ("FRA", "IRN", "REQUEST", "France said Iran should release the prisoners."),
    ("USA", "ISR", "AGREE", "The US Secretary of State wants to help Israel."),
    ("IND", "CHN", "ACCUSE", "China faces criticism from India over the dam."),
    ("LBY", "RUS", "YIELD", "Three Russians have been released from captivity in Libya."),
    (
        "TUR",
        "FRA",
        "CONSULT",
        "President Erdogan discussed the situation in Syria with the leaders of France and Germany.",
    ),
    ("RUS", "USA", "REJECT", "Russia and China on Thursday vetoed a US resolution on the crisis in Venezuela."),
    ("GBR", "RUS", "COERCE", "Britain, Canada and other countries have imposed sanctions on Russia."),
    (
        "DEU",
        "TUR",
        "REQUEST",
        "Germany told Turkey it needs to respect the law, and said Turkey must free the reporter.",
    ),
    ("PSE", "ISR", "ASSAULT", "Hamas fired dozens of rockets at southern Israel, prompting air strikes."),
    ("ISR", "PSE", "ASSAULT", "Israel responded with air strikes on Gaza after rockets were fired from the territory."),
    ("ISR", "PSE", "ASSAULT", "Four Palestinians were killed in Israeli tank shelling on Friday."),
    ("BDI", "RWA", "ACCUSE", "Burundi claimed that Rwanda was training rebels to overthrow its government."),
    ("LKA", "CHN", "YIELD", "Sri Lanka handed over a strategic port to China on a 99-year lease."),
    ("PHL", "VNM", "YIELD", "The Philippine navy handed over ten Vietnamese fishermen to their embassy."),
    ("TUR", "IRN", "CONSULT", "Speaking after talks with his Iranian counterpart, Foreign Minister Cavusoglu said so."),
    ("IRN", "RUS", "AID", "After weeks of silence, Tehran confirmed that it had supplied Moscow with drones."),
    ("QAT", "SDN", "CONSULT", "A delegation led by Qatar's deputy prime minister flew to Khartoum."),
    ("CHL", "NIC", "ACCUSE", "Chile's government has expressed concern at the crackdown in Nicaragua."),
    ("KEN", "UGA", "YIELD", "Kenyan officials said on Friday they had handed a Ugandan rebel to Kampala."),
    (
        "DEU",
        "XKX",
        "REQUEST",
        "The foreign ministers of Germany and France jointly urged Kosovo to hold new elections.",
    ),
    ("JPN", "IND", "YIELD", "Japan has decided to lift the sanctions imposed on India after its tests."),
    ("AUS", "CHN", "ACCUSE", "Australia launched a scathing attack on China over the tariffs."),
]


@pytest.mark.parametrize(("source", "target", "kind", "text"), SENTENCES)
def test_who_did_what_to_whom(source: str, target: str, kind: str, text: str) -> None:
    told = code(Document("made", text, published=date(2023, 6, 6)))
    both = [(r.source, r.target, r.type) for r in told]
    both += [(r.target, r.source, r.type) for r in told if r.reciprocal]
    assert (source, target, kind) in both


@pytest.mark.parametrize(
    ("word", "tag", "form"),
    [
        ("freed", "VB", "free"), ("vetoed", "VBP", "veto"), ("froze", "VB", "freeze"), ("shook", "VBD", "shake"),
        ("overflew", "VBD", "overfly"), ("found", "VBD", "find"), ("need", "VBP", "need"),
        ("embed", "VB", "embed"), ("are", "VBP", "be"), ("cancelled", "VBD", "cancel"),
    ],
)  # fmt: skip
def test_forms_of_verbs(word: str, tag: str, form: str) -> None:
    assert lemma(word, tag) == form


@pytest.mark.parametrize(
    ("act", "told", "untold"),
    [
        (
            ("IRN", "IRQ", "ASSAULT"),
            "Iranian soldiers fired rockets at a base in Iraq.",
            "Iranian-backed militias fired rockets at a base in Iraq.",
        ),
        (
            ("FRA", "RWA", "YIELD"),
            "France released two Rwandans on Tuesday.",
            "France released a report on Rwanda on Tuesday.",
        ),
        (
            ("RUS", "JPN", "REQUEST"),
            "Russia's finance ministry said that Japan should go on.",
            "Russia's finance ministry said the dialogue between Japan and Russia should go on.",
        ),
    ],
)
def test_what_is_told_and_what_only_looks_alike(act: tuple[str, str, str], told: str, untold: str) -> None:
    def acts(text: str) -> set[tuple[str, str, str]]:
        return {(r.source, r.target, r.type) for r in code(Document("text", text, published=date(2022, 6, 15)))}

    assert act in acts(told)
    assert act not in acts(untold)


@pytest.mark.parametrize(
    ("day", "text"),
    [
        (date(2022, 5, 26), "On Thursday Mr Kovačevski of North Macedonia is due in Berlin."),
        (date(2022, 6, 19), "June 19: Syria's foreign minister, Faisal Mekdad, expected in Jeddah."),
        (date(2022, 7, 1), "South Africa will supply Mozambique with two light aircraft in the third quarter."),
    ],
)
def test_when_it_is_planned(day: date, text: str) -> None:
    published = date(2022, 5, 24) if day.month == 5 else date(2022, 6, 15)
    assert {r.date for r in code(Document("made", text, published=published)) if r.status == "planned"} == {day}
