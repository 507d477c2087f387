#pragma once

// What the small programs around other people's libraries share: read a file, take the CPU time, print one line.

#include <cstdio>
#include <ctime>
#include <sndfile.h>
#include <string>
#include <utility>
#include <vector>

namespace peer {

/// CPU seconds of this process so far.
inline double cpu_seconds() {
    timespec now{};
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
    return static_cast<double>(now.tv_sec) + 1e-9 * static_cast<double>(now.tv_nsec);
}

struct Audio {
    int rate = 0;
    int channels = 0;
    std::vector<float> samples;  ///< Interleaved.
    [[nodiscard]] std::size_t frames() const { return channels > 0 ? samples.size() / channels : 0; }
};

/// Whatever libsndfile reads: WAV, FLAC, Ogg and, from 1.1 on, MP3.
inline bool read(const char* path, Audio& audio) {
    SF_INFO info{};
    SNDFILE* file = sf_open(path, SFM_READ, &info);
    if (file == nullptr) return std::fprintf(stderr, "%s: %s\n", path, sf_strerror(nullptr)), false;
    audio.rate = info.samplerate;
    audio.channels = info.channels;
    std::vector<float> block(65536 * static_cast<std::size_t>(info.channels));
    for (sf_count_t frames = 0; (frames = sf_readf_float(file, block.data(), 65536)) > 0;)
        audio.samples.insert(audio.samples.end(), block.begin(), block.begin() + frames * info.channels);
    sf_close(file);
    return !audio.samples.empty();
}

template <class Sample>
std::vector<Sample> mono(const Audio& audio) {
    std::vector<Sample> out(audio.frames());
    for (std::size_t i = 0; i < out.size(); ++i) {
        Sample sum = 0;
        for (int c = 0; c < audio.channels; ++c) sum += audio.samples[i * audio.channels + c];
        out[i] = sum / static_cast<Sample>(audio.channels);
    }
    return out;
}

/// What an analyser says; what it does not tell stays empty.
struct Answer {
    std::string text;  ///< For people.
    double bpm = 0.0;
    std::vector<double> beats;  ///< Seconds.
    std::string key;            ///< "C:maj"
    Answer(std::string said) : text(std::move(said)) {}
};

/// As one JSON object: what bench/measuring/answers.py reads.
inline void tell(const char* tool, const Answer& answer) {
    std::printf("{\"tool\": \"%s\", \"bpm\": %.4f, \"key\": \"%s\", \"beats\": [", tool, answer.bpm,
                answer.key.c_str());
    for (std::size_t i = 0; i < answer.beats.size(); ++i) std::printf("%s%.4f", i == 0 ? "" : ", ", answer.beats[i]);
    std::printf("]}\n");
}

/// tool TAB answer TAB CPU seconds of decoding TAB CPU seconds of the analysis.
inline void report(const char* tool, const std::string& answer, double decoding, double analysis) {
    std::printf("%s\t%s\t%.6f\t%.6f\n", tool, answer.c_str(), decoding, analysis);
}

/// Reads the file named on the command line, runs `analyse(audio) -> answer`, reports what it cost, or with --answer
/// what was answered.
template <class Analyse>
int run(int argc, char** argv, const char* tool, Analyse analyse) {
    const bool answers = argc == 3 && std::string{argv[2]} == "--answer";
    if (argc != 2 && !answers) return std::fprintf(stderr, "usage: %s FILE [--answer]\n", argv[0]), 2;
    Audio audio;
    const double start = cpu_seconds();
    if (!read(argv[1], audio)) return 1;
    const double decoded = cpu_seconds();
    const Answer answer = analyse(audio);
    if (answers)
        tell(tool, answer);
    else
        report(tool, answer.text, decoded - start, cpu_seconds() - decoded);
    return 0;
}

}  // namespace peer
