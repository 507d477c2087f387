// Compares with the `fpcalc` program where it is installed: on synthesised pieces, and on the audio in STRATUM_DATA.
// With STRATUM_GOLDEN=FILE the answers for the synthesised pieces are written in the form of fpcalc_golden.inc.

#include "fingerprint/test_signals.hpp"
#include "stratum/analysis/fingerprint.hpp"
#include "stratum/base/text.hpp"

#include <algorithm>
#include <array>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <gtest/gtest.h>
#include <map>
#include <unistd.h>

namespace stratum::analysis::fingerprint {
namespace {

namespace fs = std::filesystem;

std::string quoted(const std::string& text) {
    std::string out = "'";
    for (const char c : text) out += c == '\'' ? std::string{"'\\''"} : std::string{c};
    return out + "'";
}

std::string output_of(const std::string& command) {
    std::string out;
    FILE* pipe = popen((command + " 2>/dev/null").c_str(), "r");
    if (pipe == nullptr) return out;
    std::array<char, 65536> buffer{};
    for (std::size_t n = 0; (n = fread(buffer.data(), 1, buffer.size(), pipe)) > 0;) out.append(buffer.data(), n);
    pclose(pipe);
    return out;
}

bool have(const std::string& program) { return !output_of("command -v " + program).empty(); }

/// fpcalc of Debian 12 ends with an error after every whole file; what it printed counts.
std::string fpcalc(const fs::path& file) {
    return std::string{trim(output_of("fpcalc -plain " + quoted(file.string())))};
}

void write_wav(const fs::path& path, const TestSignal& signal) {
    const auto samples = signal.samples();
    std::ofstream out{path, std::ios::binary};
    const auto put = [&](std::uint32_t value, int bytes) {
        for (int i = 0; i < bytes; ++i) out.put(static_cast<char>(value >> (8 * i)));
    };
    const auto data = static_cast<std::uint32_t>(samples.size() * 2);
    out << "RIFF";
    put(36 + data, 4);
    out << "WAVEfmt ";
    put(16, 4);
    put(1, 2);
    put(signal.channels, 2);
    put(signal.rate, 4);
    put(signal.rate * signal.channels * 2, 4);
    put(signal.channels * 2, 2);
    put(16, 2);
    out << "data";
    put(data, 4);
    for (const std::int16_t x : samples) put(static_cast<std::uint16_t>(x), 2);
}

TEST(Fpcalc, GivesTheSameWordsForSynthesisedPieces) {
    if (!have("fpcalc")) GTEST_SKIP() << "fpcalc (libchromaprint-tools) is not installed";
    const fs::path folder = fs::temp_directory_path() / ("stratum-fpcalc-" + std::to_string(getpid()));
    fs::create_directories(folder);
    const char* golden_path = std::getenv("STRATUM_GOLDEN");
    std::ofstream golden{golden_path != nullptr ? golden_path : "/dev/null"};
    for (const TestSignal& signal : test_signals()) {
        const fs::path wav = folder / (signal.name + ".wav");
        write_wav(wav, signal);
        const std::string theirs = fpcalc(wav);
        golden << "{\"" << signal.name << "\", \"" << theirs << "\"},\n";
        const auto words = decompress_fingerprint(theirs);
        ASSERT_TRUE(words) << signal.name << ": " << words.error().text();
        const Fingerprint ours = fingerprint_of(to_floats(signal.samples()), signal.rate, signal.channels);
        ASSERT_EQ(ours.words.size(), words->size()) << signal.name;
        // The bar is 99.9 %; the shorter of these pieces have some 140 words, so a single one may differ.
        EXPECT_GE(equal_words(ours.words, *words) + 1, words->size()) << signal.name;
        if (ours.words == *words) EXPECT_EQ(ours.compressed, theirs) << signal.name;
    }
    fs::remove_all(folder);
}

struct Tally {
    std::size_t equal = 0;
    std::size_t words = 0;
    int files = 0;
};

TEST(Fpcalc, GivesTheSameWordsForRecordings) {
    const char* data = std::getenv("STRATUM_DATA");
    if (data == nullptr) GTEST_SKIP() << "STRATUM_DATA is not set";
    if (!have("fpcalc") || !have("ffmpeg")) GTEST_SKIP() << "fpcalc or ffmpeg is not installed";
    std::vector<fs::path> files;
    for (const auto& entry : fs::recursive_directory_iterator{data}) {
        const std::string kind = to_lower(entry.path().extension().string());
        const bool audio = kind == ".wav" || kind == ".flac" || kind == ".mp3" || kind == ".ogg";
        if (audio && entry.is_regular_file() && entry.file_size() > 200'000) files.push_back(entry.path());
    }
    std::ranges::sort(files);
    std::map<bool, Tally> tallies;  // by: is it an MP3
    for (const fs::path& file : files) {
        const auto words = decompress_fingerprint(fpcalc(file));
        if (!words) continue;  // too short for a fingerprint
        const auto facts = split(trim(output_of("ffprobe -v error -select_streams a:0 -show_entries "
                                                "stream=sample_rate,channels -of csv=p=0 " +
                                                quoted(file.string()))),
                                 ',');
        const auto rate = parse_integer(facts.front());
        const auto channels = parse_integer(facts.back());
        ASSERT_TRUE(facts.size() == 2 && rate && channels) << file;
        const std::string raw =
            output_of("ffmpeg -v error -i " + quoted(file.string()) + " -map 0:a:0 -t 121 -f f32le -");
        std::vector<float> samples(raw.size() / sizeof(float));
        std::copy_n(raw.data(), samples.size() * sizeof(float), reinterpret_cast<char*>(samples.data()));
        const Fingerprint ours = fingerprint_of(samples, static_cast<int>(*rate), static_cast<int>(*channels));
        EXPECT_EQ(ours.words.size(), words->size()) << file;
        Tally& tally = tallies[to_lower(file.extension().string()) == ".mp3"];
        tally.equal += equal_words(ours.words, *words);
        tally.words += words->size();
        ++tally.files;
    }
    for (const auto& [mp3, tally] : tallies) {
        std::printf("%s: %zu of %zu words equal in %d files\n", mp3 ? "MP3" : "others", tally.equal, tally.words,
                    tally.files);
        EXPECT_GE(static_cast<double>(tally.equal), (mp3 ? 0.99 : 0.999) * static_cast<double>(tally.words));
    }
}

}  // namespace
}  // namespace stratum::analysis::fingerprint
