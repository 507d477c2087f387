/// How a library of 100,000 tracks behaves: skipping them all, finding and showing one. The folder is made once (about
/// a minute) in STRATUM_SCALE_DIR or /tmp/stratum_scale and used again, also by hand:
///
///     time build/stratum --library /tmp/stratum_scale/library analyze /tmp/stratum_scale/music
///     time build/stratum --library /tmp/stratum_scale/library show title:'track 77777'
#include "run.hpp"

#include <benchmark/benchmark.h>
#include <cstdlib>
#include <fstream>
#include <sstream>

namespace stratum::analyze {
namespace {

constexpr int kTracks = 100'000;

std::string folder() {
    const char* const chosen = std::getenv("STRATUM_SCALE_DIR");
    return chosen != nullptr ? chosen : "/tmp/stratum_scale";
}

/// As much as a real track of three minutes brings.
std::vector<library::Part> parts_of_a_track() {
    analysis::Report report;
    auto& rhythm = report.rhythm.emplace();
    rhythm.tempo.emplace().bpm = Bpm{128.0};
    auto& grid = rhythm.grid.emplace();
    for (int beat = 0; beat < 384; ++beat) grid.beats.emplace_back(beat * 0.46875);
    for (int onset = 0; onset < 800; ++onset) rhythm.onsets.push_back({Seconds{onset * 0.2}, 0.5F});
    report.harmony.emplace().chromagram.values.assign(12 * 360, 100);
    report.loudness.emplace().integrated = Lufs{-9.0};
    report.waveform.emplace().peak.assign(1800, 7);
    report.silence.emplace();
    report.fingerprint.emplace().words.assign(948, 0x12345678);
    report.timbre.emplace().mfcc.assign(13, {});
    std::vector<library::Part> parts;
    for (const auto id : analysis::kAllAnalysers)
        if (analysis::info_of(id).needs_audio) parts.push_back({id, analysis::part_to_cbor(report, id)});
    return parts;
}

Result<void> fill(library::Library& library, const std::string& music) {
    const auto parts = parts_of_a_track();
    STRATUM_TRY(const std::int64_t there, library.count_files());
    for (int first = static_cast<int>(there) / 1000 * 1000; first < kTracks; first += 1000) {
        STRATUM_TRY_VOID(make_folders(music + "/" + std::to_string(first / 1000)));
        STRATUM_TRY_VOID(library.in_one_transaction([&]() -> Result<void> {
            for (int i = first; i < first + 1000; ++i) {
                library::Heard heard;
                heard.path = music + "/" + std::to_string(first / 1000) + "/" + std::to_string(i) + ".mp3";
                std::ofstream{heard.path} << i;
                STRATUM_TRY(heard.stat, stat_file(heard.path));
                for (int byte = 0; byte < 4; ++byte) heard.content[byte] = static_cast<std::uint8_t>(i >> (8 * byte));
                heard.media = {.container = "mp3", .codec = "mp3", .rate = SampleRate{44100}, .channels = 2};
                heard.tags.title = "track " + std::to_string(i);
                heard.tags.artist = "artist " + std::to_string(i % 1000);
                heard.frames = 44100 * 180;
                heard.parts = parts;
                STRATUM_TRY_VOID(library.record(heard));
            }
            return {};
        }));
    }
    return {};
}

class NoOutput final : public Output {
  public:
    void track(const library::TrackView&, Status) override {}
    void failure(const std::string&, const Error&) override {}
};

library::Library& scale_library() {
    static const SystemClock clock;
    static library::Library library = [] {
        auto opened = std::move(library::Library::open(folder() + "/library", store::Access::write, clock).value());
        if (opened.count_files().value() < kTracks) {
            const auto filled = fill(opened, folder() + "/music");
            if (!filled) std::abort();
        }
        return opened;
    }();
    return library;
}

void skip_unchanged(benchmark::State& state) {
    library::Library& library = scale_library();
    const SystemClock clock;
    for (auto _ : state) {
        const Scan found = scan({folder() + "/music"}, {});
        std::ostringstream sink;
        const Terminal terminal{sink};
        Progress progress{terminal, true, clock};
        NoOutput output;
        const auto summary = run(library, found.files, {.most_unchanged = 1000}, output, terminal, progress, {});
        if (!summary || summary->unchanged != kTracks) state.SkipWithError("not all files were skipped");
    }
}
BENCHMARK(skip_unchanged)->Unit(benchmark::kMillisecond)->Iterations(1);

void find_by_title_and_view(benchmark::State& state) {
    library::Library& library = scale_library();
    for (auto _ : state) {
        const auto file = library.resolve("title:ack 77777");
        const auto view = file ? library.view(*file) : Result<library::TrackView>{file.error()};
        if (!view || view->tags.title != "track 77777") state.SkipWithError("another track was found");
    }
}
BENCHMARK(find_by_title_and_view)->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace stratum::analyze
