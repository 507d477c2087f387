#include "chords/chord_model.hpp"

#include "chords/chord_weights.hpp"

#include <algorithm>
#include <cmath>

namespace stratum::analysis {
namespace {

namespace w = chord_weights;

constexpr std::size_t kHidden = w::kHidden;
constexpr std::size_t kClasses = 12UL * kChordGroups;
constexpr std::size_t kInputs = kClasses + kGlobalSigns;
/// How much of the types' frequency in the material is taken out again: rare types are rare in music too, but they were
/// made common there. "No chord" keeps its own, which was made common on purpose.
constexpr float kFrequencyTaken = 0.7F;

static_assert(w::kHiddenWeights.size() == kHidden * kInputs);
static_assert(w::kNoneWeights.size() == kGlobalSigns + kPresenceSigns + 1);
static_assert(w::kTypeWeights.size() == kHidden * kChordTypes && w::kBassWeights.size() == kHidden * 12);

using Hidden = std::array<float, kHidden>;

template <std::size_t Size>
float unit(const std::array<float, Size>& weights, float bias, std::size_t row, const Hidden& hidden) {
    for (std::size_t h = 0; h < kHidden; ++h) bias += weights[row * kHidden + h] * hidden[h];
    return bias;
}

void to_log_probabilities(std::array<float, 12>& scores) {
    const float most = *std::max_element(scores.begin(), scores.end());
    float total = 0.0F;
    for (const float score : scores) total += std::exp(score - most);
    for (float& score : scores) score -= most + std::log(total);
}

}  // namespace

ChordOpinion chroma_opinion(const ChordEvidence& evidence) {
    ChordOpinion out;
    // The same group twice in a row, so that turning is reading from another place.
    std::array<float, 24UL * kChordGroups> twice{};
    for (std::size_t g = 0; g < kChordGroups; ++g)
        for (std::size_t p = 0; p < 24; ++p) twice[24 * g + p] = evidence.classes[12 * g + p % 12];

    for (std::size_t root = 0; root < 12; ++root) {
        Hidden hidden{};
        for (std::size_t h = 0; h < kHidden; ++h) {
            const float* weights = &w::kHiddenWeights[h * kInputs];
            float sum = w::kHiddenBias[h];
            for (std::size_t g = 0; g < kChordGroups; ++g)
                for (std::size_t p = 0; p < 12; ++p) sum += weights[12 * g + p] * twice[24 * g + root + p];
            for (std::size_t s = 0; s < kGlobalSigns; ++s) sum += weights[kClasses + s] * evidence.signs[s];
            hidden[h] = std::max(0.0F, sum);
        }
        for (std::size_t type = 0; type < kChordTypes; ++type)
            out.chords[12 * type + root] = unit(w::kTypeWeights, w::kTypeBias[type], type, hidden);
        for (std::size_t n = 0; n < 12; ++n) out.bass[root][n] = unit(w::kBassWeights, w::kBassBias[n], n, hidden);
        to_log_probabilities(out.bass[root]);
    }
    float most = out.chords[0];
    for (int s = 0; s < kNoChord; ++s) most = std::max(most, out.chords[static_cast<std::size_t>(s)]);
    float total = 0.0F;
    for (int s = 0; s < kNoChord; ++s) total += std::exp(out.chords[static_cast<std::size_t>(s)] - most);
    float none = w::kNoneBias[0] + w::kNoneWeights[kGlobalSigns + kPresenceSigns] * 0.1F * (most + std::log(total));
    for (std::size_t s = 0; s < kGlobalSigns; ++s) none += w::kNoneWeights[s] * evidence.signs[s];
    for (std::size_t s = 0; s < kPresenceSigns; ++s) none += w::kNoneWeights[kGlobalSigns + s] * evidence.presence[s];
    out.chords[kNoChord] = none;
    // From what is likely in the fitted material to what the evidence says: kFittedShare is of types, not of chords.
    for (std::size_t s = 0; s < kNoChord; ++s) out.chords[s] -= kFrequencyTaken * w::kFittedShare[s / 12];
    return out;
}

}  // namespace stratum::analysis
