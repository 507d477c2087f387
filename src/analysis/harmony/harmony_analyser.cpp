#include "frontend/registry.hpp"
#include "harmony/chroma.hpp"
#include "harmony/church_mode.hpp"
#include "harmony/key_path.hpp"
#include "harmony/key_presence.hpp"
#include "harmony/key_vote.hpp"
#include "harmony/tuning.hpp"

#include <algorithm>
#include <cmath>
#include <cstdint>

/// Chroma in; evidence, ballots and a vote between; key, tuning and chromagram out. docs/methods/harmony.md has the
/// whole.
namespace stratum::analysis {
namespace {

/// With less of a chance that there is a key at all, none is named. Below even odds on purpose: the music that the
/// chance was fitted to is cleaner than most records (drum loops and speech end below 0.15); the confidence carries the
/// doubt on.
constexpr double kThereIsAKey = 0.3;

/// A winner less likely than this is a guess among its rivals: drum strokes end here, and one of 24 keys by chance at
/// 0.04.
constexpr double kNoGuess = 0.2;

/// Without a key there is a tuning all the same where the peaks agree as they do in music: chords through all keys,
/// say. The confidence of drums, noise and speech stays below 0.06.
constexpr double kPeaksAgree = 0.3;
constexpr int kFewestFrames = 8;  // 3 s

Chromagram chromagram_of(std::span<const ChromaFrame> frames) {
    Chromagram out;
    out.hop = ChromaTrack::hop();
    out.values.reserve(12 * frames.size());
    for (const ChromaFrame& frame : frames) {
        const float most = frame.weight > 0.0F ? *std::max_element(frame.treble.begin(), frame.treble.end()) : 0.0F;
        for (const float value : frame.treble)
            out.values.push_back(most > 0.0F ? static_cast<std::uint8_t>(std::lround(255.0F * value / most)) : 0);
    }
    return out;
}

class HarmonyAnalyser final : public Analyser {
  public:
    explicit HarmonyAnalyser(std::shared_ptr<const Networks> networks) : networks_(std::move(networks)) {}
    void low_mono(std::span<const float> samples) override { chroma_.push(samples); }

    void finish(Report& report) override {
        const ChromaTrack track = chroma_.finish();
        Harmony harmony;
        const std::optional<Tuning> tuning = estimate_tuning(track);
        const std::vector<ChromaFrame> frames = fold(track, tuning ? tuning->offset.value() / 100.0 : 0.0);
        std::optional<KeyRows> rows;
        if (networks_)
            if (auto heard = listen_for_keys(networks_->key(), frames)) rows = std::move(*heard);
        if (rows) harmony.network = Networks::key_name();
        const KeyMaterial material{frames, rows ? &*rows : nullptr};
        const KeyEvidence evidence = gather(material, 0, frames.size());
        harmony.pitch_classes = evidence.treble;
        harmony.chromagram = chromagram_of(frames);
        harmony.lone_tone = held_tone(track.tone, track.level);
        const double chance = harmony.lone_tone ? 0.0 : chance_of_key(tonal_signs(track, frames, evidence));
        const KeyPath path = chance >= kThereIsAKey ? key_path(material, report.duration) : KeyPath{};
        if (!path.spans.empty()) {
            KeyEstimate key = elect(ask_all(evidence), path.probabilities, chance);
            if (key.confidence >= kNoGuess) {
                key.church_mode = church_mode(shares_in_key(frames, path.spans, key.key), key.key);
                harmony.key = std::move(key);
                harmony.key_over_time = path.spans;
            }
        }
        const bool agree = tuning && tuning->confidence >= kPeaksAgree && evidence.audible >= kFewestFrames;
        if (harmony.key || (agree && !harmony.lone_tone)) harmony.tuning = tuning;
        report.harmony = std::move(harmony);
    }

  private:
    std::shared_ptr<const Networks> networks_;
    ChromaExtractor chroma_;
};

}  // namespace

std::unique_ptr<Analyser> make_harmony_analyser(const StreamInfo& info) {
    return std::make_unique<HarmonyAnalyser>(info.networks);
}

}  // namespace stratum::analysis
