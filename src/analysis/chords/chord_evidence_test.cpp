#include "chords/chord_evidence.hpp"

#include "harmony/test_music.hpp"

#include <algorithm>
#include <gtest/gtest.h>

namespace stratum::analysis {
namespace {

/// The test music is made at 22,050 Hz; read at 11,025 Hz it sounds an octave lower and lasts twice as long.
PitchTrack heard(const std::vector<float>& samples) {
    PitchListener listener;
    listener.push(samples);
    return listener.finish();
}

TEST(PitchTrack, HoldsEachNoteInItsPlaceAtEveryTuning) {
    for (const double cents : {-40.0, 0.0, 35.0})
        for (const int note : {48, 57, 64, 72}) {
            std::vector<float> samples;
            test_music::add_note(samples, note, 0.0, 2.0, 0.2, cents);
            const PitchTrack track = heard(samples);
            EXPECT_NEAR(track.tuning(), cents / 100.0, 0.05) << note;  // the fifth partial lies 14 cents flat
            const NoteLevels notes = track.notes(track.frames() / 2, track.tuning());
            const NoteLevels told = explain(notes);
            const auto loudest = std::max_element(told.begin(), told.end()) - told.begin();
            EXPECT_EQ(loudest + kLowestNote, note - 12) << cents;
        }
}

TEST(PitchTrack, DoesNotDependOnHowTheSamplesCome) {
    const std::vector<float> samples = test_music::cadence({4, Mode::minor}, 10.0, 1);
    PitchListener listener;
    for (std::size_t i = 0; i < samples.size(); i += 777)
        listener.push(std::span(samples).subspan(i, std::min<std::size_t>(777, samples.size() - i)));
    const PitchTrack pieces = listener.finish();
    const PitchTrack whole = heard(samples);
    EXPECT_EQ(pieces.low, whole.low);
    EXPECT_EQ(pieces.high, whole.high);
    EXPECT_EQ(pieces.deviation, whole.deviation);
}

TEST(Explain, TakesOvertonesForWhatTheyAre) {
    NoteLevels notes{};
    constexpr std::array kPartials{0, 12, 19, 24, 28, 31, 34, 36};
    float weight = 1.0F;
    for (const int partial : kPartials) {
        notes[12 + static_cast<std::size_t>(partial)] = weight;
        weight *= 0.75F;
    }
    const NoteLevels told = explain(notes);
    float rest = 0.0F;
    for (std::size_t n = 0; n < told.size(); ++n)
        if (n != 12) rest += told[n];
    EXPECT_GT(told[12], 2.0F * rest);  // heard, the fundamental holds a fourth of the weight
    for (const float value : explain(NoteLevels{})) EXPECT_EQ(value, 0.0F);
}

TEST(EvidenceReader, SaysTheSameInAnyOrder) {
    const PitchTrack track = heard(test_music::cadence({7, Mode::major}, 0.0, 1));
    const auto slices = slices_of(nullptr, Seconds{8.0});
    EvidenceReader forward{track, 0.0, slices};
    std::vector<ChordEvidence> all;
    for (std::size_t n = 0; n < slices.size(); ++n) all.push_back(forward.at(n));
    EvidenceReader backward{track, 0.0, slices};
    for (std::size_t n = slices.size(); n-- > 0;) {
        const ChordEvidence again = backward.at(n);
        EXPECT_EQ(again.classes, all[n].classes);
        EXPECT_EQ(again.signs, all[n].signs);
    }
}

TEST(EvidenceReader, TellsHarmonyFromDrumsAndFromALoneNote) {
    const auto presence = [](const std::vector<float>& samples) {
        const PitchTrack track = heard(samples);
        const auto slices = slices_of(nullptr, Seconds{6.0});
        EvidenceReader reader{track, track.tuning(), slices};
        return reader.at(10).presence;
    };
    const auto chords = presence(test_music::cadence({7, Mode::major}, 20.0, 1));
    const auto drums = presence(test_music::drums(4.0));
    std::vector<float> samples;
    test_music::add_note(samples, 69, 0.0, 4.0, 0.2);
    const auto note = presence(samples);
    EXPECT_GT(chords[0], 0.5F);  // in tune, whatever the tuning
    EXPECT_LT(drums[0], 0.3F);
    EXPECT_GT(chords[1], note[1]);
    EXPECT_EQ(chords[2], 0.0F);  // more than two pitch classes
    EXPECT_GT(note[3], 0.9F);
}

TEST(EvidenceReader, TakesAnAllButSilentRegisterForWhatItIs) {
    // A high note over a hiss a hundred times quieter: the bass register holds nothing but that hiss.
    std::vector<float> samples;
    test_music::add_note(samples, 96, 0.0, 4.0, 0.2);
    const std::vector<float> hiss = test_music::noise(4.0, 4);
    for (std::size_t i = 0; i < samples.size(); ++i) samples[i] += 0.01F * hiss[i];
    const PitchTrack track = heard(samples);
    const auto slices = slices_of(nullptr, Seconds{6.0});
    EvidenceReader reader{track, 0.0, slices};
    const ChordEvidence evidence = reader.at(10);
    float bass = 0.0F;
    float high = 0.0F;
    for (std::size_t p = 0; p < 12; ++p) {
        bass += evidence.classes[p] * evidence.classes[p];
        high += evidence.classes[24 + p] * evidence.classes[24 + p];
    }
    EXPECT_NEAR(high, 1.0F, 1e-4F);
    EXPECT_LT(bass, 0.9F);
}

TEST(EvidenceReader, IsEmptyForSilence) {
    const PitchTrack track = heard(std::vector<float>(30000, 0.0F));
    const auto slices = slices_of(nullptr, Seconds{2.0});
    EvidenceReader reader{track, 0.0, slices};
    for (std::size_t n = 0; n < slices.size(); ++n) {
        const auto evidence = reader.at(n);
        for (const float value : evidence.classes) EXPECT_EQ(value, 0.0F);
    }
}

}  // namespace
}  // namespace stratum::analysis
