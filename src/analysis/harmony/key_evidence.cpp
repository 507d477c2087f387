#include "harmony/key_evidence.hpp"

#include <algorithm>
#include <cmath>

namespace stratum::analysis {
namespace {

constexpr std::ptrdiff_t kReach = 3;  // frames to both sides: a chord lasts seconds, a passing note does not
constexpr float kBassShare = 0.3F;    // of the likeness; the bass usually plays the root
constexpr float kSharpness = 12.0F;   // of the soft choice between triads

float normalise(PitchClasses& chroma) {
    float squares = 0.0F;
    for (const float value : chroma) squares += value * value;
    const float length = std::sqrt(squares);
    if (length > 0.0F)
        for (float& value : chroma) value /= length;
    return length;
}

/// How much each triad sounds, softly; false when there is nothing to compare.
bool triads(PitchClasses treble, PitchClasses bass, std::array<float, 24>& out) {
    if (normalise(treble) <= 0.0F) return false;
    normalise(bass);
    const float scale = 1.0F / std::sqrt(3.0F);
    for (std::size_t root = 0; root < 12; ++root) {
        const float open = treble[root] + treble[(root + 7) % 12];
        out[root] = scale * (open + treble[(root + 4) % 12]) + kBassShare * bass[root];
        out[root + 12] = scale * (open + treble[(root + 3) % 12]) + kBassShare * bass[root];
    }
    const float most = *std::max_element(out.begin(), out.end());
    float total = 0.0F;
    for (float& value : out) total += value = std::exp(kSharpness * (value - most));
    for (float& value : out) value /= total;
    return true;
}

void add(PitchClasses& sum, const PitchClasses& value, float factor) {
    for (std::size_t p = 0; p < 12; ++p) sum[p] += factor * value[p];
}

template <class Array>
void scale_to_one(Array& values) {
    double total = 0.0;
    for (const float value : values) total += value;
    if (total > 0.0)
        for (float& value : values) value = static_cast<float>(value / total);
}

}  // namespace

KeyScores log_probabilities(const KeyScores& scores) {
    const double most = *std::max_element(scores.begin(), scores.end());
    double total = 0.0;
    for (const double score : scores) total += std::exp(score - most);
    KeyScores out{};
    for (std::size_t k = 0; k < out.size(); ++k) out[k] = scores[k] - most - std::log(total);
    return out;
}

KeyEvidence gather(std::span<const ChromaFrame> frames) {
    std::array<double, 12> treble{};
    std::array<double, 12> bass{};
    std::array<double, 24> chords{};
    KeyEvidence out;
    const auto count = static_cast<std::ptrdiff_t>(frames.size());
    for (std::ptrdiff_t n = 0; n < count; ++n) {
        const ChromaFrame& frame = frames[static_cast<std::size_t>(n)];
        if (frame.weight <= 0.0F) continue;
        ++out.audible;
        out.weight += frame.weight;
        PitchClasses around{};
        PitchClasses below{};
        for (std::ptrdiff_t m = std::max<std::ptrdiff_t>(0, n - kReach); m <= std::min(count - 1, n + kReach); ++m) {
            add(around, frames[static_cast<std::size_t>(m)].treble, 1.0F);
            add(below, frames[static_cast<std::size_t>(m)].bass, 1.0F);
        }
        std::array<float, 24> likeness{};
        if (triads(around, below, likeness))
            for (std::size_t k = 0; k < 24; ++k) chords[k] += frame.weight * likeness[k];
        for (std::size_t p = 0; p < 12; ++p) {
            treble[p] += frame.weight * frame.treble[p];
            bass[p] += frame.weight * frame.bass[p];
        }
    }
    std::copy(treble.begin(), treble.end(), out.treble.begin());
    std::copy(bass.begin(), bass.end(), out.bass.begin());
    std::copy(chords.begin(), chords.end(), out.chords.begin());
    scale_to_one(out.treble);
    scale_to_one(out.bass);
    scale_to_one(out.chords);
    return out;
}

KeyEvidence gather(const KeyMaterial& material, std::size_t first, std::size_t last) {
    KeyEvidence out = gather(material.frames.subspan(first, last - first));
    if (material.network != nullptr) out.network = material.network->mean(material.frames, first, last);
    return out;
}

}  // namespace stratum::analysis
