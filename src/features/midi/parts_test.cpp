#include "parts.hpp"

#include "smf_reader.hpp"

#include <algorithm>
#include <cmath>
#include <gmock/gmock.h>

namespace stratum::midi {
namespace {

using analysis::Report;
using ::testing::ElementsAre;

/// 123.4 BPM from 0.321 s, bars of four; chords of a bar; drums on the beats, some of them between.
Report song() {
    Report report;
    auto& grid = report.rhythm.emplace().grid.emplace();
    const double period = 60.0 / 123.4;
    for (int n = 0; n < 64; ++n) {
        grid.beats.emplace_back(0.321 + period * n);
        if (n % 4 == 0) grid.downbeats.push_back(grid.beats.back());
    }
    report.rhythm->metre = analysis::Metre{4, 0.9};
    report.duration = Seconds{0.321 + period * 65};
    report.harmony.emplace().key = analysis::KeyEstimate{{2, analysis::Mode::major}, 0.9, {}, {}, {}};
    report.chords.emplace();
    const std::array names{"D:maj", "A:maj/3", "B:min", "G:maj7"};
    for (std::size_t bar = 0; bar < 16; ++bar)
        report.chords->spans.push_back({grid.downbeats[bar], bar + 1 < 16 ? grid.downbeats[bar + 1] : report.duration,
                                        analysis::parse_chord(names[bar % 4]), 0.5 + 0.03 * static_cast<double>(bar)});
    report.structure.emplace().sections = {
        {.start = grid.downbeats[0], .end = grid.downbeats[8], .label = "A", .kind = analysis::SectionKind::verse},
        {.start = grid.downbeats[8], .end = report.duration, .label = "B", .kind = analysis::SectionKind::chorus}};
    auto& drums = report.drums.emplace().notes;
    for (int n = 0; n < 64; ++n) {
        const Seconds at = grid.beats[static_cast<std::size_t>(n)];
        drums.push_back({at, at + Seconds{0.1}, n % 2 == 0 ? 36.0 : 38.0, 0.8F, 0.9F});
        const Seconds off = at + Seconds{0.5 * period + 0.011};
        drums.push_back({off, off + Seconds{0.1}, 42.0, 0.3F, 0.4F});
    }
    return report;
}

ReadSong written(const Report& report, std::span<const PartKind> kinds, const PartOptions& options = {},
                 const FileOptions& file = {"Title", false}) {
    const TempoMap map = TempoMap::of(report);
    std::vector<Part> parts;
    for (const PartKind kind : kinds) parts.push_back(part_of(report, kind, map, options));
    const auto bytes = file_of(report, map, parts, file);
    EXPECT_TRUE(bytes);
    ReadSong read = read_smf(*bytes);
    EXPECT_TRUE(read.whole) << read.fault;
    return read;
}

constexpr std::array kChordsAndDrums{PartKind::chords, PartKind::drums};

TEST(MidiFile, HoldsEachNoteWithinAMillisecondOfItsTime) {
    const Report report = song();
    const ReadSong read = written(report, kChordsAndDrums);
    ASSERT_EQ(read.tracks.size(), 3U);
    EXPECT_EQ(read.tracks[0].name, "Title");
    const auto& drums = read.track("drums");
    ASSERT_EQ(drums.notes.size(), report.drums->notes.size());
    EXPECT_EQ(drums.hanging, 0);
    for (std::size_t i = 0; i < drums.notes.size(); ++i) {
        const analysis::Note& heard = report.drums->notes[i];
        EXPECT_EQ(drums.notes[i].channel, kDrumChannel);
        EXPECT_EQ(drums.notes[i].note, static_cast<int>(heard.pitch));
        EXPECT_NEAR(drums.notes[i].start, heard.start.value(), 0.001);
        EXPECT_NEAR(drums.notes[i].end, heard.end.value(), 0.001);
        EXPECT_EQ(drums.notes[i].velocity, heard.velocity > 0.5F ? 102 : 38);  // 127 times 0.8, 0.3
    }
}

TEST(MidiFile, PutsBeatsOnBeatsAndSectionsOnBars) {
    const ReadSong read = written(song(), kChordsAndDrums);
    for (const ReadNote& note : read.track("drums").notes)
        if (note.note != 42) EXPECT_EQ(note.tick % kTicksPerBeat, 0);
    // A lead-in of one beat (0.321 s at 0.486 s a beat), then bars of four.
    ASSERT_EQ(read.metres.size(), 2U);
    EXPECT_EQ(read.metres[1], (std::pair{kTicksPerBeat, 4}));
    EXPECT_THAT(read.markers, ElementsAre(std::pair<int, std::string>{kTicksPerBeat, "verse A"},
                                          std::pair<int, std::string>{33 * kTicksPerBeat, "chorus B"}));
    ASSERT_EQ(read.keys.size(), 1U);
    EXPECT_EQ(read.keys[0].second, (std::pair{2, 0}));  // D major
}

TEST(MidiFile, VoicesChordsSmoothlyOverTheirBass) {
    const Report report = song();
    const ReadSong read = written(report, kChordsAndDrums);
    const auto& notes = read.track("chords").notes;
    for (std::size_t bar = 0; bar < 16; ++bar) {
        std::vector<int> voices;
        for (const ReadNote& note : notes)
            if (std::abs(note.start - report.chords->spans[bar].start.value()) < 0.001) voices.push_back(note.note);
        ASSERT_GE(voices.size(), 3U) << bar;
        const analysis::Chord& chord = *report.chords->spans[bar].chord;
        EXPECT_EQ(voices.front() % 12, chord.bass);
        for (const int voice : voices)
            EXPECT_TRUE(analysis::tones_of(chord.type) >> ((voice - chord.root + 120) % 12) & 1U) << bar;
    }
}

TEST(MidiFile, QuantisesWhereThatIsAskedFor) {
    PartOptions options;
    options.quantize = 16;
    const ReadSong read = written(song(), kChordsAndDrums, options);
    for (const ReadNote& note : read.track("drums").notes) {
        EXPECT_EQ(note.tick % (kTicksPerBeat / 4), 0);
        EXPECT_GT(note.end, note.start);
    }
}

TEST(MidiFile, LeavesOutWhatIsTooUncertain) {
    PartOptions options;
    options.least_confidence = 0.6;
    const ReadSong read = written(song(), kChordsAndDrums, options);
    EXPECT_EQ(read.track("drums").notes.size(), 64U);  // without the hats
    EXPECT_LT(read.track("chords").notes.size(), 4U * 13U);
}

TEST(MidiFile, LetsOneKeySoundOnceAtATime) {
    Report report = song();
    // The same drum thrice: two strokes on one tick, and one while the last still sounds.
    report.drums->notes = {{Seconds{1.0}, Seconds{3.0}, 36.0, 0.5F, 0.5F},
                           {Seconds{1.00001}, Seconds{1.2}, 36.0, 1.0F, 0.8F},
                           {Seconds{1.1}, Seconds{1.2}, 36.0, 0.5F, 0.5F}};
    const ReadSong read = written(report, kChordsAndDrums);
    const auto& drums = read.track("drums");
    ASSERT_EQ(drums.notes.size(), 2U);
    EXPECT_EQ(drums.hanging, 0);
    EXPECT_EQ(drums.notes[0].velocity, 127);  // the surer one
    EXPECT_NEAR(drums.notes[0].end, 1.1, 0.001);
}

TEST(MidiFile, BendsMelodyAndBassWhereThatIsAskedFor) {
    Report report = song();
    // A quarter of a semitone above A4, and an E as much too low.
    report.melody.emplace().notes = {{Seconds{1.0}, Seconds{1.5}, 69.25, 0.5F, 0.9F}};
    report.bass.emplace().notes = {{Seconds{1.0}, Seconds{2.0}, 39.75, 0.5F, 0.9F}};
    constexpr std::array kLines{PartKind::bass, PartKind::melody};
    const ReadSong plain = written(report, kLines);
    ASSERT_EQ(plain.track("melody").notes.size(), 1U);
    EXPECT_EQ(plain.track("melody").notes[0].note, 69);
    EXPECT_EQ(plain.track("bass").notes[0].note, 40);
    EXPECT_NE(plain.track("melody").notes[0].channel, plain.track("bass").notes[0].channel);
    EXPECT_TRUE(plain.track("melody").bends.empty());
    const ReadSong bent = written(report, kLines, {}, {"Title", true});
    const int tick = bent.track("melody").notes[0].tick;
    EXPECT_THAT(bent.track("melody").bends, ElementsAre(std::pair{tick, 8192 + 1024}));  // 8192 is two semitones
    EXPECT_THAT(bent.track("bass").bends, ElementsAre(std::pair{tick, 8192 - 1024}));
}

TEST(MidiFile, TellsWhichPartsThereAre) {
    Report report = song();
    EXPECT_TRUE(has_part(report, PartKind::chords));
    EXPECT_TRUE(has_part(report, PartKind::drums));
    report.drums.reset();
    report.chords.reset();
    EXPECT_FALSE(has_part(report, PartKind::chords));
    EXPECT_FALSE(has_part(report, PartKind::drums));
}

TEST(MidiFile, PlacesNotesInTheirBars) {
    const Report report = song();
    const TempoMap map = TempoMap::of(report);
    const Part drums = part_of(report, PartKind::drums, map, {});
    EXPECT_EQ(drums.notes[0].bar, 1);
    EXPECT_DOUBLE_EQ(drums.notes[0].beat, 1.0);
    EXPECT_EQ(drums.notes[0].name, "kick");
    EXPECT_EQ(drums.notes[11].bar, 2);
    EXPECT_NEAR(drums.notes[11].beat, 2.5, 0.03);
    Report without = report;
    without.rhythm->grid->downbeats.clear();
    EXPECT_EQ(part_of(without, PartKind::drums, TempoMap::of(without), {}).notes[0].bar, 0);
}

}  // namespace
}  // namespace stratum::midi
