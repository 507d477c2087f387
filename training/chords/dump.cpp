// stratum-chord-dump OUT FILE...: for each audio file OUT/STEM.f32, what the chord model is fitted to. A row of 122
// floats a slice: start, end, on beat, on downbeat, tonic and mode of the key there (-1 for none), evidence, signs,
// presence.

#include "chords/chord_evidence.hpp"
#include "frontend/frontend.hpp"
#include "stratum/media/decoder.hpp"

#include <cstdio>
#include <filesystem>

namespace sa = stratum::analysis;

namespace {

struct Ears final : sa::Analyser {
    sa::PitchListener listener;
    sa::PitchTrack track;
    void low_mono(std::span<const float> samples) override { listener.push(samples); }
    void finish(sa::Report&) override { track = listener.finish(); }
};

stratum::Result<void> dump(const std::string& path, const std::string& out) {
    STRATUM_TRY(auto file, stratum::media::OpenFile::open(path));
    STRATUM_TRY(auto decoder, stratum::media::Decoder::open(file.source()));
    const sa::StreamInfo info{decoder.info().rate, decoder.info().channels, 0};
    Ears ears;
    const auto rhythm = sa::make_rhythm_analyser(info);
    const auto harmony = sa::make_harmony_analyser(info);
    STRATUM_TRY(auto front, sa::FrontEnd::create(info, {{rhythm.get(), sa::maker_of(sa::AnalyserId::rhythm)->views},
                                                        {harmony.get(), sa::maker_of(sa::AnalyserId::harmony)->views},
                                                        {&ears, {.low_mono = true}}}));
    std::vector<float> block(16384UL * static_cast<std::size_t>(info.channels));
    for (;;) {
        STRATUM_TRY(const std::size_t frames, decoder.read(block));
        if (frames == 0) break;
        front.push(std::span{block}.first(frames * static_cast<std::size_t>(info.channels)));
    }
    front.finish();
    sa::Report report;
    report.duration = stratum::duration_of(front.frames(), info.rate);
    rhythm->finish(report);
    harmony->finish(report);
    ears.finish(report);
    const double tuning = report.harmony->tuning ? report.harmony->tuning->offset.value() / 100.0 : ears.track.tuning();
    const auto slices = sa::slices_of(report.rhythm->grid ? &*report.rhythm->grid : nullptr, report.duration);
    sa::EvidenceReader reader{ears.track, tuning, slices};
    std::FILE* to = std::fopen(out.c_str(), "wb");
    if (to == nullptr) return stratum::error(stratum::ErrorCode::io, "cannot write " + out);
    for (std::size_t s = 0; s < slices.size(); ++s) {
        float tonic = -1.0F;
        float mode = -1.0F;
        for (const auto& span : report.harmony->key_over_time)
            if (span.start.value() <= slices[s].start) {
                tonic = static_cast<float>(span.key.tonic);
                mode = span.key.mode == sa::Mode::minor ? 1.0F : 0.0F;
            }
        const float head[6] = {static_cast<float>(slices[s].start),
                               static_cast<float>(slices[s].end),
                               slices[s].on_beat ? 1.0F : 0.0F,
                               slices[s].on_downbeat ? 1.0F : 0.0F,
                               tonic,
                               mode};
        const sa::ChordEvidence evidence = reader.at(s);
        std::fwrite(head, sizeof(float), 6, to);
        std::fwrite(evidence.classes.data(), sizeof(float), evidence.classes.size(), to);
        std::fwrite(evidence.signs.data(), sizeof(float), evidence.signs.size(), to);
        std::fwrite(evidence.presence.data(), sizeof(float), evidence.presence.size(), to);
    }
    std::fclose(to);
    return {};
}

}  // namespace

int main(int count, char** words) {
    for (int i = 2; i < count; ++i) {
        const std::string out = std::string{words[1]} + "/" + std::filesystem::path{words[i]}.stem().string() + ".f32";
        if (const auto done = dump(words[i], out); !done) std::fprintf(stderr, "%s\n", done.error().text().c_str());
    }
}
