#include "smf.hpp"

#include "smf_reader.hpp"

#include <gtest/gtest.h>

namespace stratum::midi {
namespace {

TEST(StandardMidiFile, IsTheBytesOfTheSpecification) {
    // One track, named "a": note 60 for a quarter of 960 ticks, which takes two bytes (0x87 0x40).
    const Track track{"a", {note_on(0, 0, 60, 100), note_off(960, 0, 60)}};
    const auto bytes = write_smf({&track, 1});
    ASSERT_TRUE(bytes);
    const Bytes wanted{'M',  'T',  'h',  'd', 0,   0, 0,    6,    0,   1, 0, 1, 0x03, 0xC0,  // type 1, 1 track, 960
                       'M',  'T',  'r',  'k', 0,   0, 0,    18,                              //
                       0,    0xFF, 3,    1,   'a', 0, 0x90, 60,   100,                       //
                       0x87, 0x40, 0x80, 60,  64,  0, 0xFF, 0x2F, 0};
    EXPECT_EQ(*bytes, wanted);
}

TEST(StandardMidiFile, EndsNotesBeforeOthersBeginOnTheSameTick) {
    const Track track{"", {note_on(480, 3, 60, 90), note_off(480, 3, 60), note_on(0, 3, 60, 80), note_off(960, 3, 60)}};
    const ReadSong song = read_smf(write_smf({&track, 1}).value());
    ASSERT_TRUE(song.whole) << song.fault;
    ASSERT_EQ(song.tracks[0].notes.size(), 2U);
    EXPECT_EQ(song.tracks[0].hanging, 0);
    EXPECT_EQ(song.tracks[0].notes[0].velocity, 80);
    EXPECT_EQ(song.tracks[0].notes[1].velocity, 90);
    EXPECT_EQ(song.tracks[0].notes[1].channel, 3);
}

TEST(StandardMidiFile, TellsTempoMetreKeyAndMarkers) {
    using analysis::Mode;
    const Track track{"Ære",
                      {tempo(0, 468'750), time_signature(0, 7), key_signature(0, {9, Mode::minor}),
                       key_signature(960, {5, Mode::minor}), key_signature(1920, {11, Mode::major}),
                       marker(960, "verse B"), pitch_bend(0, 0, 0.0), pitch_bend(1, 0, -2.0), pitch_bend(2, 0, 2.0),
                       pitch_bend(3, 0, 0.5), program_change(0, 0, 33)}};
    const ReadSong song = read_smf(write_smf({&track, 1}).value());
    ASSERT_TRUE(song.whole) << song.fault;
    EXPECT_EQ(song.format, 1);
    EXPECT_EQ(song.division, kTicksPerBeat);
    EXPECT_EQ(song.tracks[0].name, "Ære");
    EXPECT_EQ(song.tempi, (std::vector<std::pair<int, int>>{{0, 468'750}}));
    EXPECT_EQ(song.metres, (std::vector<std::pair<int, int>>{{0, 7}}));
    // A minor has no accidentals, F minor four flats, B major five sharps.
    EXPECT_EQ(song.keys,
              (std::vector<std::pair<int, std::pair<int, int>>>{{0, {0, 1}}, {960, {-4, 1}}, {1920, {5, 0}}}));
    EXPECT_EQ(song.markers, (std::vector<std::pair<int, std::string>>{{960, "verse B"}}));
    EXPECT_EQ(song.tracks[0].bends, (std::vector<std::pair<int, int>>{{0, 8192}, {1, 0}, {2, 16383}, {3, 10240}}));
    EXPECT_EQ(song.tracks[0].programs, (std::vector<int>{33}));
}

TEST(StandardMidiFile, RefusesARestThatTheFormatCanNotTell) {
    const Track fits{"long", {program_change(0x0FFFFFFF, 0, 1)}};
    EXPECT_TRUE(read_smf(write_smf({&fits, 1}).value()).whole);
    const Track track{"long", {program_change(0x10000000, 0, 1)}};
    const auto refused = write_smf({&track, 1});
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, ErrorCode::invalid_argument);
}

}  // namespace
}  // namespace stratum::midi
