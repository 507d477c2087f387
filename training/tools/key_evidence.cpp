#include "key_evidence.hpp"

#include "frontend/frontend.hpp"
#include "harmony/key_presence.hpp"
#include "harmony/key_vote.hpp"
#include "harmony/tuning.hpp"
#include "stratum/base/json_writer.hpp"
#include "stratum/media/decoder.hpp"

#include <array>
#include <cmath>
#include <fstream>

namespace stratum::training {
namespace {

using namespace analysis;

class Ears final : public Analyser {
  public:
    void low_mono(std::span<const float> samples) override { chroma.push(samples); }
    void finish(Report& /*report*/) override {}
    ChromaExtractor chroma;
};

void write(JsonWriter& json, const KeyMaterial& material, std::size_t first, std::size_t last) {
    const KeyEvidence evidence = gather(material, first, last);
    json.begin_object();
    json.member("from", static_cast<double>(first) * ChromaTrack::hop().value());
    json.member("to", static_cast<double>(last) * ChromaTrack::hop().value());
    json.member("audible", evidence.audible);
    // What the linear models look at (training/keys/fit.py).
    json.member("treble", evidence.treble);
    json.member("bass", evidence.bass);
    json.member("triads", evidence.chords);
    for (const KeyBallot& ballot : ask_all(evidence)) json.member(ballot.method, ballot.scores);
    if (evidence.network) json.member("rows", *evidence.network);
    json.end_object();
}

struct Heard {
    std::vector<ChromaFrame> frames;
    TonalSigns signs;
};

Result<Heard> hear(const std::string& audio) {
    STRATUM_TRY(auto file, media::OpenFile::open(audio));
    STRATUM_TRY(auto decoder, media::Decoder::open(file.source()));
    const auto channels = static_cast<std::size_t>(decoder.info().channels);
    Ears ears;
    STRATUM_TRY(auto front_end, FrontEnd::create({decoder.info().rate, static_cast<int>(channels), 0, {}},
                                                 {{&ears, {.low_mono = true}}}));
    std::vector<float> block(channels * 8192);
    for (;;) {
        STRATUM_TRY(const std::size_t frames, decoder.read(block));
        if (frames == 0) break;
        front_end.push(std::span{block}.first(frames * channels));
    }
    front_end.finish();
    const ChromaTrack track = ears.chroma.finish();
    const auto tuning = estimate_tuning(track);
    Heard heard;
    heard.frames = fold(track, tuning ? tuning->offset.value() / 100.0 : 0.0);
    heard.signs = tonal_signs(track, heard.frames, gather(heard.frames));
    return heard;
}

/// What `chroma_of_file` wrote; the signs that need more than that stay empty.
Result<Heard> read_chroma(const std::string& path) {
    std::ifstream file{path, std::ios::binary};
    if (!file) return error(ErrorCode::not_found, "cannot read " + path);
    Heard heard;
    std::array<float, kKeyInputs> row{};
    while (file.read(reinterpret_cast<char*>(row.data()), sizeof row)) {
        ChromaFrame& frame = heard.frames.emplace_back();
        std::copy_n(row.begin(), 12, frame.treble.begin());
        std::copy_n(row.begin() + 12, 12, frame.bass.begin());
        frame.weight = row.back();
    }
    return heard;
}

}  // namespace

Result<void> write_key_evidence(const std::string& audio, const std::shared_ptr<const Networks>& networks,
                                std::ostream& out) {
    STRATUM_TRY(const Heard heard, audio.ends_with(".chroma") ? read_chroma(audio) : hear(audio));
    const std::vector<ChromaFrame>& frames = heard.frames;
    const TonalSigns& signs = heard.signs;
    STRATUM_TRY(const KeyRows rows, listen_for_keys(networks->key(), frames));
    const KeyMaterial material{frames, &rows};

    JsonWriter json{0};
    json.begin_object();
    json.member("file", audio);
    json.key("signs");
    json.begin_array();
    for (const double sign : {signs.concentration, signs.steadiness, signs.peakiness, signs.richness, signs.fit,
                              std::log2(std::max(1, signs.audible))})
        json.number(sign);
    json.end_array();
    json.key("stretches");
    json.begin_array();
    write(json, material, 0, frames.size());
    std::size_t first = 0;
    for (std::size_t n = 0;; ++n) {
        const double seconds = std::array{20.0, 45.0, 30.0, 60.0}[n % 4];
        const auto count = static_cast<std::size_t>(seconds / ChromaTrack::hop().value());
        if (first + count > frames.size()) break;
        write(json, material, first, first + count);
        first += count;
    }
    json.end_array();
    json.end_object();
    out << json.text() << '\n';
    return {};
}

}  // namespace stratum::training
