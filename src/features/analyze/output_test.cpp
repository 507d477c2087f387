#include "output.hpp"

#include "input_list.hpp"
#include "stratum/base/terminal_text.hpp"
#include "stratum/base/text.hpp"

#include <algorithm>
#include <gtest/gtest.h>
#include <map>
#include <sstream>

namespace stratum::analyze {
namespace {

library::TrackView sample() {
    library::TrackView track;
    track.file.path = "/music/a, \"b\".mp3";
    track.tags.title = "Blue";
    track.tags.artist = "椎名林檎";
    track.media = {.container = "mp3", .codec = "mp3", .rate = SampleRate{44100}, .channels = 2};
    analysis::Report& report = track.report;
    report.duration = Seconds{225.5};
    auto& rhythm = report.rhythm.emplace();
    rhythm.tempo.emplace().bpm = Bpm{120.0};
    rhythm.tempo->confidence = 0.9;
    auto& grid = rhythm.grid.emplace();
    for (int i = 0; i < 9; ++i) grid.beats.emplace_back(0.5 * i);
    grid.downbeats = {Seconds{0.5}, Seconds{2.5}};
    rhythm.onsets = {{Seconds{1.0}, 1.0F}};
    report.harmony.emplace().key.emplace().key = {9, analysis::Mode::minor};
    auto& loudness = report.loudness.emplace();
    loudness.integrated = Lufs{-9.25};
    loudness.range = LoudnessUnits{7.1};
    loudness.true_peak = Decibels{-0.4};
    loudness.replay_gain = {.gain = Decibels{-8.75}, .peak = 0.955};
    report.energy.emplace().rating = 7;
    auto& structure = report.structure.emplace();
    structure.sections = {{.start = Seconds{0.5},
                           .end = Seconds{30.5},
                           .label = "A",
                           .kind = analysis::SectionKind::intro,
                           .kind_confidence = 0.8,
                           .confidence = 1.0,
                           .bars = 15,
                           .energy = 4,
                           .loudness = Lufs{-14.2},
                           .vocals = 0.8},
                          {.start = Seconds{30.5},
                           .end = Seconds{225.5},
                           .label = "B",
                           .kind = analysis::SectionKind::drop,
                           .kind_confidence = 0.7,
                           .confidence = 0.9,
                           .energy = 10}};
    structure.mix_in = {.time = Seconds{2.5}, .bars = 14, .free_bars = 8, .confidence = 0.75};
    report.waveform.emplace().peak = {1, 2, 3};
    report.drums.emplace().network = "drums 0123abcd";
    report.drums->notes = {{Seconds{0.5}, Seconds{0.6}, 36.0, 0.75F, 0.75F},
                           {Seconds{1.0}, Seconds{1.1}, 38.0, 0.5F, 0.25F}};
    report.melody.emplace().notes = {{Seconds{2.0}, Seconds{2.5}, 69.25, 0.5F, 0.75F}};
    report.melody->curve_hop = Seconds{0.25};
    report.melody->curve_hz = {0.0F, 443.0F};
    report.bass.emplace().notes = {{Seconds{3.0}, Seconds{3.5}, 33.0, 0.5F, 0.5F}};
    return track;
}

template <class Make>
std::string printed(Make make, const library::TrackView& track) {
    std::ostringstream out;
    const auto output = make(out);
    output->begin();
    output->track(track, Status::analysed);
    output->end();
    return out.str();
}

std::string json(Bulk bulk) {
    return printed([&](std::ostream& out) { return make_json_output(out, bulk); }, sample());
}

TEST(JsonOutput, IsOneLineWithoutBulkUnlessAskedFor) {
    const std::string brief = json(Bulk::leave_out);
    EXPECT_EQ(std::ranges::count(brief, '\n'), 1);
    EXPECT_NE(brief.find(R"("path":"/music/a, \"b\".mp3")"), std::string::npos);
    EXPECT_NE(brief.find(R"("camelot":"8A")"), std::string::npos);
    EXPECT_NE(brief.find(R"("bpm":120)"), std::string::npos);
    for (const char* name : {"waveform", "onsets", "chromagram", "words", "short_term_lufs"})
        EXPECT_EQ(brief.find("\"" + std::string{name} + "\""), std::string::npos) << name;
    for (const char* name : {"waveform", "onsets", "chromagram"})
        EXPECT_NE(json(Bulk::include).find("\"" + std::string{name} + "\""), std::string::npos) << name;
}

TEST(JsonOutput, HoldsTheNotesThatWereAskedForAndTheirCurveOnlyInFull) {
    for (const Bulk bulk : {Bulk::leave_out, Bulk::include}) {
        const std::string text = json(bulk);
        for (
            const char* notes :
            {R"("drums":{"network":"drums 0123abcd","notes":[{"start":0.5,"end":0.6,"pitch":36,"velocity":0.75,"confidence":0.75},{"start":1,)",
             R"("melody":{"notes":[{"start":2,"end":2.5,"pitch":69.25,"velocity":0.5,"confidence":0.75}])",
             R"("bass":{"notes":[{"start":3,"end":3.5,"pitch":33,"velocity":0.5,"confidence":0.5}])"})
            EXPECT_NE(text.find(notes), std::string::npos) << notes << '\n' << text;
        for (const char* curve : {"curve_hop", "curve_hz"})
            EXPECT_EQ(text.find("\"" + std::string{curve} + "\"") != std::string::npos, bulk == Bulk::include) << curve;
    }
}

TEST(JsonOutput, NameThatIsNoTextIsAlsoGivenAsBytes) {
    library::TrackView track = sample();
    track.file.path = "/caf\xe9";
    const std::string text = printed([](std::ostream& out) { return make_json_output(out, Bulk::leave_out); }, track);
    EXPECT_NE(text.find("\"path_base64\":\"L2NhZuk=\""), std::string::npos);
}

TEST(CsvOutput, EveryLineHasAllCells) {
    std::ostringstream out;
    const auto output = make_csv_output(out);
    output->begin();
    library::TrackView track = sample();
    track.file.path = "/plain.mp3";
    output->track(track, Status::analysed);
    output->track({}, Status::unchanged);
    output->failure("/bad.mp3", error(ErrorCode::corrupt, "no audio"));
    std::istringstream lines{out.str()};
    std::ptrdiff_t commas = 0;
    for (std::string line; std::getline(lines, line);) {
        if (commas == 0) commas = std::ranges::count(line, ',');
        EXPECT_EQ(std::ranges::count(line, ','), commas) << line;
        EXPECT_TRUE(line.ends_with('\r'));
    }
    EXPECT_NE(out.str().find(",120.000,0.900,"), std::string::npos);
    EXPECT_NE(out.str().find(",A minor,8A,1m,"), std::string::npos);
}

TEST(CsvOutput, EveryValueStandsUnderItsName) {
    library::TrackView track = sample();
    track.file.path = "/plain.mp3";
    const std::string text = printed([](std::ostream& out) { return make_csv_output(out); }, track);
    const auto lines = split(text, '\n');
    const auto names = split(lines.at(0), ',');
    const auto values = split(lines.at(1), ',');  // no cell of this track needs quotes
    ASSERT_EQ(names.size(), values.size());
    std::map<std::string_view, std::string_view> cell;
    for (std::size_t i = 0; i < names.size(); ++i) cell[names[i]] = values[i];
    const std::map<std::string_view, std::string_view> expected{
        {"path", "/plain.mp3"},
        {"status", "analysed"},
        {"title", "Blue"},
        {"artist", "椎名林檎"},
        {"duration", "225.500"},
        {"bpm", "120.000"},
        {"bpm_confidence", "0.900"},
        {"first_beat", "0.0000"},
        {"key", "A minor"},
        {"camelot", "8A"},
        {"open_key", "1m"},
        {"integrated_lufs", "-9.25"},
        {"range_lu", "7.10"},
        {"true_peak_dbtp", "-0.40"},
        {"replay_gain_db", "-8.75"},
        {"replay_gain_peak", "0.955000"},
        {"energy", "7"},
        {"sections", "intro@0.500 drop@30.500"},
        {"mix_in", "2.500"},
        {"mix_out", ""},
        {"container", "mp3"},
        {"codec", "mp3"},
        {"sample_rate", "44100"},
        {"channels", "2"},
    };
    for (const auto& [name, value] : expected) EXPECT_EQ(cell[name], value) << name;
}

TEST(CsvOutput, QuotesWhatNeedsIt) {
    const std::string text = printed([](std::ostream& out) { return make_csv_output(out); }, sample());
    EXPECT_NE(text.find("\"/music/a, \"\"b\"\".mp3\","), std::string::npos);
}

TEST(JamsOutput, CountsBeatsInTheirBarsAlsoBeforeTheFirst) {
    const std::string text =
        printed([](std::ostream& out) { return make_jams_output(out, Bulk::leave_out, "1.0"); }, sample());
    // One beat before the first downbeat of a bar of four: it is the fourth.
    EXPECT_NE(text.find(R"("data":[{"time":0,"duration":0,"value":4,)"), std::string::npos) << text;
    EXPECT_NE(text.find(R"({"time":0.5,"duration":0,"value":1,)"), std::string::npos);
    EXPECT_NE(text.find(R"({"time":2,"duration":0,"value":4,)"), std::string::npos);
    EXPECT_NE(text.find(R"("value":"A:minor")"), std::string::npos);
    for (const char* name : {"tempo", "beat", "key_mode"})
        EXPECT_NE(text.find("\"namespace\":\"" + std::string{name} + "\""), std::string::npos);
}

TEST(JamsOutput, TellsWhatSectionsAreForAndWhichAreAlike) {
    const std::string text =
        printed([](std::ostream& out) { return make_jams_output(out, Bulk::leave_out, "1.0"); }, sample());
    EXPECT_NE(text.find("\"namespace\":\"segment_open\""), std::string::npos);
    EXPECT_NE(text.find(R"({"time":0.5,"duration":30,"value":"intro","confidence":0.8})"), std::string::npos) << text;
    EXPECT_NE(text.find(R"({"time":30.5,"duration":195,"value":"B","confidence":0.9})"), std::string::npos) << text;
}

TEST(JamsOutput, HoldsNotesWhereAllIsAskedFor) {
    const auto made = [](Bulk bulk) {
        return printed([&](std::ostream& out) { return make_jams_output(out, bulk, "1.0"); }, sample());
    };
    const std::string text = made(Bulk::include);
    EXPECT_NE(text.find(R"("namespace":"note_midi")"), std::string::npos);
    EXPECT_NE(text.find(R"("sandbox":{"part":"drums"},"data":[{"time":0.5,)"), std::string::npos) << text;
    EXPECT_NE(text.find(R"("value":36,"confidence":0.75})"), std::string::npos) << text;
    EXPECT_EQ(made(Bulk::leave_out).find("note_midi"), std::string::npos);
}

TEST(JamsOutput, GivesEachStretchOfTheGridItsOwnTempo) {
    library::TrackView track = sample();
    track.report.rhythm->grid->regions = {{Seconds{0.0}, Seconds{100.0}, Seconds{0.0}, Bpm{120.0}},
                                          {Seconds{100.0}, Seconds{225.5}, Seconds{100.0}, Bpm{132.5}}};
    const std::string text =
        printed([](std::ostream& out) { return make_jams_output(out, Bulk::leave_out, "1.0"); }, track);
    EXPECT_NE(text.find(R"({"time":0,"duration":100,"value":120,)"), std::string::npos) << text;
    EXPECT_NE(text.find(R"({"time":100,"duration":125.5,"value":132.5,)"), std::string::npos) << text;
}

TEST(TableOutput, PutsEveryValueUnderItsTitle) {
    const std::string text =
        printed([](std::ostream& out) { return make_table_output({out, false, false, 80}); }, sample());
    const auto lines = split(text, '\n');
    // Widths, alignment and the two blanks between columns are the table's own; the code is the Camelot one.
    EXPECT_EQ(lines.at(0), "    Time     BPM  Key        Code    LUFS    Peak  Energy  Track");
    EXPECT_EQ(lines.at(1), "    3:45  120.00  A minor      8A    -9.2    -0.4       7  椎名林檎 - Blue");
}

TEST(TableOutput, FitsTheTerminalWhateverItsWidth) {
    for (const int columns : {20, 40, 60, 80, 200}) {
        std::ostringstream out;
        const auto output = make_table_output({out, true, false, columns});
        library::TrackView track = sample();
        track.tags.title = std::string(300, 'x');
        output->track(track, Status::analysed);
        std::istringstream lines{out.str()};
        for (std::string line; std::getline(lines, line);)
            EXPECT_LE(display_width(line), std::max(columns, 43)) << line;  // 43: the narrowest table there is
    }
}

TEST(TableOutput, RowsOfOneArtistDifferWhereThereIsLittleRoom) {
    const auto row = [](int columns, std::string title, std::string warning = {}) {
        library::TrackView track = sample();
        track.tags.artist = "The Stratum Players and Friends";
        track.tags.title = std::move(title);
        track.file.warning = std::move(warning);
        const std::string text =
            printed([&](std::ostream& out) { return make_table_output({out, true, false, columns}); }, track);
        return text.substr(text.find('\n') + 1);
    };
    EXPECT_TRUE(row(80, "Allegro").ends_with("  Allegro\n"));
    EXPECT_TRUE(row(80, "Allegro", "broken").ends_with("  Allegro [damaged]\n"));
    EXPECT_TRUE(row(80, std::string(90, 'x'), "broken").ends_with("xx… [damaged]\n"));
    EXPECT_TRUE(row(120, "Allegro").ends_with("  The Stratum Players and Friends - Allegro\n"));
}

TEST(TableOutput, CutsNothingInAPipeAndShowsWhatIsAbsent) {
    library::TrackView track;
    track.file.path = "/music/" + std::string(300, 'x') + ".mp3";
    track.report.silence.emplace().all = true;
    const std::string text =
        printed([](std::ostream& out) { return make_table_output({out, false, false, 80}); }, track);
    EXPECT_NE(text.find(std::string(300, 'x')), std::string::npos);
    EXPECT_NE(text.find(" - "), std::string::npos);
    EXPECT_NE(text.find("[silent]"), std::string::npos);
    EXPECT_EQ(text.find('\x1b'), std::string::npos);
}

TEST(PageOutput, NamesHowARivalOfTheTempoRelatesToIt) {
    library::TrackView track = sample();
    track.report.rhythm->tempo->alternatives = {{Bpm{80.0}, 0.06, analysis::TempoRelation::two_thirds},
                                                {Bpm{97.0}, 0.02, analysis::TempoRelation::other}};
    const std::string text =
        printed([](std::ostream& out) { return make_page_output({out, false, false, 80}); }, track);
    EXPECT_NE(text.find("120.00 BPM  90 %  or 80.00 (two thirds) 6 %, 97.00 2 %"), std::string::npos) << text;
}

TEST(PageOutput, CountsTheNotesOfAPart) {
    library::TrackView track = sample();
    const auto page = [&] {
        return printed([](std::ostream& out) { return make_page_output({out, false, false, 80}); }, track);
    };
    EXPECT_NE(page().find("Drums        2 notes from 0:00.500 to 0:01.000  50 %"), std::string::npos) << page();
    track.report.drums->notes.clear();
    EXPECT_NE(page().find("Drums        none heard"), std::string::npos) << page();
    track.report.drums.reset();
    EXPECT_EQ(page().find("Drums"), std::string::npos);
}

TEST(PageOutput, ShowsEverythingOnce) {
    const std::string text =
        printed([](std::ostream& out) { return make_page_output({out, false, false, 80}); }, sample());
    for (const char* part :
         {"椎名林檎 - Blue", "3:45.500", "120.00 BPM", "A minor  8A  1m",
          "-9.2 LUFS  range 7.1 LU  true peak -0.4 dBTP", "-8.75 dB  peak 0.955000", "Energy       7 of 10",
          "9 from 0:00.000", "0:00.500 to 0:30.500  A  intro  energy 4  15 bars  -14.2 LUFS  vocals 80 %",
          "0:30.500 to 3:45.500  B  drop   energy 10\n",
          "0:02.500  14 bars before the next section, 8 without melody  75 %"})
        EXPECT_NE(text.find(part), std::string::npos) << part << "\n" << text;
}

/// As `sample`, with a tempo and a key that a person set; 120 BPM and A minor were heard.
library::TrackView corrected_sample() {
    library::TrackView track = sample();
    track.heard.rhythm.emplace().tempo = track.report.rhythm->tempo;
    track.heard.harmony.emplace().key = track.report.harmony->key;
    track.corrected = {library::CorrectedField::tempo, library::CorrectedField::key};
    library::Corrections corrections;
    corrections.tempo = Bpm{60.0};
    corrections.key = library::CorrectedKey{{0, analysis::Mode::major}, {}};
    track.report = laid_over(std::move(track.report), corrections);
    return track;
}

TEST(Outputs, TellWhatAPersonSet) {
    const library::TrackView track = corrected_sample();
    const std::string json = printed([](std::ostream& out) { return make_json_output(out, Bulk::leave_out); }, track);
    EXPECT_NE(json.find(R"("corrected":["rhythm.tempo","harmony.key"],"heard":{"rhythm":{"tempo":{"bpm":120,)"),
              std::string::npos)
        << json;
    EXPECT_NE(json.find(R"("tempo":{"bpm":60,"confidence":1,)"), std::string::npos) << json;
    const std::string jams =
        printed([](std::ostream& out) { return make_jams_output(out, Bulk::leave_out, "1.0"); }, track);
    EXPECT_NE(jams.find(R"("value":"C:major")"), std::string::npos);
    std::size_t by_hand = 0;
    for (std::size_t at = jams.find(R"("data_source":"manual")"); at != std::string::npos;
         at = jams.find(R"("data_source":"manual")", at + 1))
        ++by_hand;
    EXPECT_EQ(by_hand, 2U);  // Tempo and key; the beats are the program's.
    const std::string csv = printed([](std::ostream& out) { return make_csv_output(out); }, track);
    EXPECT_NE(csv.find(",60.000,1.000,"), std::string::npos);
    EXPECT_NE(csv.find(",corrected,"), std::string::npos);
    const std::string page =
        printed([](std::ostream& out) { return make_page_output({out, false, false, 80}); }, track);
    EXPECT_NE(page.find("60.00 BPM  by hand (heard: 120.00)"), std::string::npos) << page;
    EXPECT_NE(page.find("C major  8B  1d  by hand (heard: A minor)"), std::string::npos) << page;
    EXPECT_EQ(
        printed([](std::ostream& out) { return make_json_output(out, Bulk::leave_out); }, sample()).find("corrected"),
        std::string::npos);
}

TEST(InputList, ReadsLinesOrNuls) {
    std::istringstream lines{"a b\r\n\nc"};
    EXPECT_EQ(read_list(lines, '\n'), (std::vector<std::string>{"a b", "c"}));
    std::istringstream nuls{std::string{"a\nb\0c\0", 6}};
    EXPECT_EQ(read_list(nuls, '\0'), (std::vector<std::string>{"a\nb", "c"}));
    EXPECT_EQ(read_list_file("/nowhere/list", lines, '\n').error().code, ErrorCode::not_found);
    EXPECT_EQ(read_list_file("/", lines, '\n').error().code, ErrorCode::invalid_argument);
}

library::TrackView with_chords() {
    library::TrackView track = sample();
    auto& chords = track.report.chords.emplace();
    chords.on_beats = true;
    chords.spans = {{Seconds{0.0}, Seconds{2.5}, {}, 0.9},
                    {Seconds{2.5}, Seconds{170.0}, analysis::Chord{9, analysis::ChordType::minor7, 9}, 0.75},
                    {Seconds{170.0}, Seconds{225.5}, analysis::Chord{5, analysis::ChordType::major, 5}, 0.5}};
    return track;
}

std::string page(const library::TrackView& track) {
    return printed([](std::ostream& out) { return make_page_output(Terminal{out}); }, track);
}

TEST(PageOutput, TellsChordsWhereTheyWereHeard) {
    EXPECT_EQ(page(sample()).find("Chords"), std::string::npos);
    const std::string text = page(with_chords());
    EXPECT_NE(text.find("Am7 74 %, F 25 %  on beats"), std::string::npos) << text;  // 167.5 and 55.5 of 225.5 s
    EXPECT_NE(text.find("0:02.500 to 2:50.000  Am7"), std::string::npos) << text;
    EXPECT_NE(text.find("0:00.000 to 0:02.500  none"), std::string::npos) << text;
}

TEST(PageOutput, KeepsLongNamesOfChordsApartFromWhatFollows) {
    library::TrackView track = with_chords();
    track.report.chords->spans[1].chord = analysis::parse_chord("Eb:dim/b3");
    track.report.chords->spans[2].chord = analysis::parse_chord("Bb:hdim7/b3");
    const std::string text = page(track);
    EXPECT_NE(text.find("  Ebdim/F#   75 %\n"), std::string::npos) << text;
    EXPECT_NE(text.find("  Bbm7b5/C#  50 %\n"), std::string::npos) << text;
    EXPECT_NE(text.find("  none       90 %\n"), std::string::npos) << text;
}

TEST(PageOutput, NamesTheRuleThatAPriorComesFrom) {
    library::TrackView track = sample();
    EXPECT_EQ(page(track).find("Expected"), std::string::npos);
    track.report.rhythm->tempo->opinions.push_back({"prior 115-132 BPM (folder House)", Bpm{120.0}, 0.3});
    EXPECT_NE(page(track).find("115-132 BPM (folder House)"), std::string::npos);
}

TEST(JamsOutput, HasChordsInHartesSyntax) {
    const auto jams = [](const library::TrackView& track) {
        return printed([](std::ostream& out) { return make_jams_output(out, Bulk::leave_out, "1"); }, track);
    };
    EXPECT_EQ(jams(sample()).find(R"("namespace":"chord")"), std::string::npos);
    const std::string text = jams(with_chords());
    EXPECT_NE(text.find(R"("namespace":"chord")"), std::string::npos);
    EXPECT_NE(text.find(R"({"time":0,"duration":2.5,"value":"N","confidence":0.9})"), std::string::npos) << text;
    EXPECT_NE(text.find(R"("value":"A:min7","confidence":0.75)"), std::string::npos);
}

}  // namespace
}  // namespace stratum::analyze
