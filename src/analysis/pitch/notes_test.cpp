#include "pitch/note_cuts.hpp"
#include "pitch/test_voices.hpp"
#include "stratum/analysis/pitch.hpp"

#include <gtest/gtest.h>

namespace stratum::analysis {
namespace {

using namespace test_voices;

std::vector<Note> notes(const std::vector<float>& samples, const NoteOptions& options = {}) {
    const auto curve = track_pitch({samples, 1, SampleRate{kRate}});
    EXPECT_TRUE(curve);
    return notes_of(*curve, options);
}

double key(int midi) { return 440.0 * std::exp2((midi - 69) / 12.0); }

TEST(NotesOf, HearsAScaleSungWithoutAPause) {
    constexpr std::array kScale{60, 62, 64, 65, 67};
    const auto heard = notes(
        voice(2.0, [&](double t) { return key(kScale[std::min<std::size_t>(4, static_cast<std::size_t>(t / 0.4))]); }));
    ASSERT_EQ(heard.size(), kScale.size());
    for (std::size_t i = 0; i < heard.size(); ++i) {
        EXPECT_NEAR(heard[i].pitch, kScale[i], 0.1);
        EXPECT_NEAR(heard[i].start.value(), 0.4 * static_cast<double>(i), 0.025);  // Half the window, and a hop.
        EXPECT_GT(heard[i].confidence, 0.7F);
    }
}

TEST(NotesOf, TakesAVibratoForOneNote) {
    const auto heard = notes(voice(1.5, [](double t) { return key(64) * std::exp2(0.6 * std::sin(36.0 * t) / 12.0); }));
    ASSERT_EQ(heard.size(), 1U);
    EXPECT_NEAR(heard[0].pitch, 64.0, 0.15);
}

TEST(NotesOf, PartsNotesThatAreStruckAgain) {
    const auto struck = [](double t) { return 0.4 * std::exp(-6.0 * std::fmod(t, 0.4)); };
    EXPECT_EQ(notes(voice(1.6, [](double) { return key(57); }, 0.7, struck)).size(), 4U);
}

TEST(NotesOf, DropsWhatIsTooShort) {
    const auto blip = [](double t) { return t > 0.5 && t < 0.54 ? 0.3 : 0.0; };
    EXPECT_TRUE(notes(voice(1.0, [](double) { return key(69); }, 0.7, blip), {.shortest = Seconds{0.1}}).empty());
}

TEST(NotesOf, HearsNothingInSilenceAndInAnEmptyCurve) {
    EXPECT_TRUE(notes(std::vector<float>(kRate)).empty());
    EXPECT_TRUE(notes_of({}).empty());
}

TEST(NotesOf, GivesTheLoudestNoteFullVelocity) {
    const auto steps = [](double t) { return t < 0.5 ? 0.03 : std::fmod(t, 0.5) < 0.4 ? 0.3 : 0.0; };
    const auto heard = notes(voice(1.0, [](double t) { return t < 0.5 ? key(60) : key(65); }, 0.7, steps));
    ASSERT_EQ(heard.size(), 2U);
    EXPECT_NEAR(heard[0].velocity, 0.6F, 0.05F);  // 20 dB of 50 below the loudest.
    EXPECT_EQ(heard[1].velocity, 1.0F);
}

TEST(NoteCuts, PutsACutWhereThePitchSettlesElsewhere) {
    std::vector<float> semitones(40, 60.0F);
    std::fill(semitones.begin() + 20, semitones.end(), 62.0F);
    EXPECT_EQ(note_cuts(semitones, 10.0), (std::vector<std::size_t>{0, 20}));
    EXPECT_EQ(note_cuts(semitones, 1000.0), (std::vector<std::size_t>{0}));
    EXPECT_TRUE(note_cuts({}, 1.0).empty());
}

}  // namespace
}  // namespace stratum::analysis
