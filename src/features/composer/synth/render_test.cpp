#include "render.hpp"

#include "../bench_set.hpp"
#include "../numeric.hpp"
#include "patch.hpp"
#include "sound.hpp"

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <filesystem>
#include <gtest/gtest.h>

namespace stratum::composer {
namespace {

/// Strength of one frequency in a piece of sound.
double strength(const std::vector<float>& samples, double frequency) {
    double re = 0.0;
    double im = 0.0;
    for (std::size_t i = 0; i < samples.size(); ++i) {
        const double turns = frequency * static_cast<double>(i) / kRate;
        // A Hann window, so that neighbouring tones do not leak in.
        const double weight = 1.0 - cosine(static_cast<double>(i) / static_cast<double>(samples.size()));
        re += weight * samples[i] * cosine(turns);
        im += weight * samples[i] * sine(turns);
    }
    return 2.0 * std::sqrt(re * re + im * im) / static_cast<double>(samples.size());
}

}  // namespace

TEST(RenderNote, SoundsAtItsPitchFromItsTimeOn) {
    const Wavetables tables;
    Patch patch;
    patch.wave = Wave::saw;
    Stereo out{kRate};
    render_note(tables, patch, Note{.time = 0.25, .length = 0.7, .pitch = 69}, 440.0, 1, out);
    const auto first = std::find_if(out.left.begin(), out.left.end(), [](float x) { return x != 0.0F; });
    // The first sample of a saw in phase 0 is 0; its second is not.
    EXPECT_NEAR(static_cast<double>(first - out.left.begin()), 0.25 * kRate, 1.0);
    EXPECT_GT(strength(out.left, 440.0), 10.0 * strength(out.left, 415.3));
}

TEST(RenderNote, DoesNotFoldHighHarmonicsBack) {
    const Wavetables tables;
    Patch patch;
    patch.wave = Wave::saw;
    Stereo out{kRate};
    render_note(tables, patch, Note{.time = 0.0, .length = 1.0, .pitch = 96}, 2093.0, 1, out);
    // The 11th harmonic (23 kHz) would fold to 21,077 Hz and the 20th to 2,240 Hz. 60 dB below the tone is inaudible.
    EXPECT_LT(strength(out.left, 2.0 * kRate - 20.0 * 2093.0 - kRate), 0.001 * strength(out.left, 2093.0));
    EXPECT_LT(strength(out.left, kRate - 11.0 * 2093.0), 0.001 * strength(out.left, 2093.0));
}

TEST(Render, AttacksLieWhereTheTruthSays) {
    // Kicks alone: the first sample of each beat's kick is at the beat, within a sample.
    PieceSpec spec;
    for (const Style& style : all_styles())
        if (style.name == "techno") spec.style = &style;
    spec.seconds = 30.0;
    spec.bpm = 128.0;
    Score score = compose(spec);
    score.notes.clear();
    score.sweeps.clear();
    std::erase_if(score.drums, [](const DrumHit& hit) { return hit.drum != Drum::kick; });
    const auto samples = render(spec, score, {.noise_db = -200.0}, Wavetables{});
    ASSERT_FALSE(score.drums.empty());
    const auto first = std::find_if(samples.begin(), samples.end(), [](std::int16_t x) { return std::abs(x) > 3; });
    EXPECT_NEAR(static_cast<double>(first - samples.begin()) / 2.0, score.drums.front().time * kRate, 12.0);  // 0.3 ms
}

TEST(Render, KeepsBelowFullScaleAndIsNotSilent) {
    const auto pieces = bench_pieces();
    for (const std::size_t index : {3U, 150U, 300U}) {
        BenchPiece piece = pieces[index];
        piece.spec.seconds = 20.0;
        const auto samples = render(piece.spec, compose(piece.spec), draw_mix(piece.spec), Wavetables{});
        int peak = 0;
        for (const std::int16_t x : samples) peak = std::max(peak, std::abs(int{x}));
        EXPECT_LE(peak, 32000) << piece.name;  // the limiter's ceiling of 0.96 and the noise floor
        EXPECT_GT(peak, 3000) << piece.name;
    }
}

TEST(BenchSet, PiecesAreTheFrozenOnesToTheLastBit) {
    // Two of the shortest pieces of version 1, as written in the receipts of the set whose checksum is
    // kBenchSetChecksum.
    const std::pair<std::string_view, std::string_view> frozen[] = {
        {"lofi_09",
         "00890b787a7b78e79bb6da1644c05d8585480cb0489158066ce2904c18946ec1 "
         "1ea16adb928b6e7e87f73bc3770ce9a543e25812307f09f043d325253bd62419"},
        {"dubstep_01",
         "090690272a8872459e8cff9910faa30f72b7f6dc010a24a26f09fe6f3c1a9a7b "
         "e50b978032e6dc989705334b7a4bd51b5ab231eef918d91f060eae41aaa54131"}};
    const auto pieces = bench_pieces();
    for (const auto& [name, hashes] : frozen) {
        const auto piece =
            std::find_if(pieces.begin(), pieces.end(), [&](const auto& one) { return one.name == name; });
        ASSERT_NE(piece, pieces.end());
        EXPECT_EQ(piece_hashes(*piece), hashes) << name;
    }
}

TEST(WriteAudio, EveryFormatGivesBackWhatWasWritten) {
    namespace fs = std::filesystem;
    std::string folder = (fs::temp_directory_path() / "stratum-audio-XXXXXX").string();
    ASSERT_NE(mkdtemp(folder.data()), nullptr);
    std::vector<std::int16_t> samples;
    for (int i = 0; i < kRate; ++i)
        for (int c = 0; c < 2; ++c) samples.push_back(static_cast<std::int16_t>(9000.0 * sine(i * 330.0 / kRate)));
    for (const AudioFormat format :
         {AudioFormat::wav, AudioFormat::flac, AudioFormat::aiff, AudioFormat::ogg, AudioFormat::mp3}) {
        const std::string path = folder + "/a." + std::string{name_of(format)};
        ASSERT_TRUE(write_audio(path, samples, format, {.title = "A", .artist = "B", .album = "C", .genre = "D"}));
        const auto back = read_audio(path);
        ASSERT_TRUE(back) << path;
        ASSERT_EQ(back->size(), samples.size()) << path;  // lossy ones signal their delay
        const bool lossy = format == AudioFormat::ogg || format == AudioFormat::mp3;
        int worst = 0;
        for (std::size_t i = 4000; i + 4000 < samples.size(); ++i)
            worst = std::max(worst, std::abs(int{(*back)[i]} - int{samples[i]}));
        EXPECT_LE(worst, lossy ? 450 : 0) << path;  // 5 % of the tone; a click would be several times that
    }
    fs::remove_all(folder);
}

TEST(BenchSetOnDisk, ResumesAndNoticesDamage) {
    namespace fs = std::filesystem;
    std::string folder = (fs::temp_directory_path() / "stratum-bench-XXXXXX").string();
    ASSERT_NE(mkdtemp(folder.data()), nullptr);
    BenchSetOptions options;
    options.limit = 1;
    ASSERT_TRUE(make_bench_set(folder, options));
    const auto first = verify_bench_set(folder);
    ASSERT_TRUE(first) << first.error().text();

    const std::string audio = folder + "/audio/house_01.flac";
    const auto written = fs::last_write_time(audio);
    ASSERT_TRUE(make_bench_set(folder, options));
    EXPECT_EQ(fs::last_write_time(audio), written);

    fs::remove(folder + "/receipts/house_01.txt");  // as after a kill in the middle
    ASSERT_TRUE(make_bench_set(folder, options));
    EXPECT_EQ(*verify_bench_set(folder), *first);

    ASSERT_TRUE(write_text(folder + "/beats/house_01.beats", "1.0\n"));
    const auto damaged = verify_bench_set(folder);
    ASSERT_FALSE(damaged);
    EXPECT_EQ(damaged.error().code, ErrorCode::corrupt);
    fs::remove_all(folder);
}

}  // namespace stratum::composer
