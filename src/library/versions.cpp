#include "versions.hpp"

#include "stratum/analysis/networks.hpp"
#include "stratum/crypto/hash.hpp"
#include "stratum/library/library.hpp"

#include <algorithm>

namespace stratum::library {
namespace {

std::string version_text(analysis::AnalyserId id) {
    const auto& info = analysis::info_of(id);
    return std::string{info.name} + " " + std::to_string(info.version);
}

std::string joined(std::span<const analysis::AnalyserId> ids) {
    std::string text;
    for (const auto id : ids) text += (text.empty() ? "" : ", ") + version_text(id);
    return text;
}

/// Whether what `source` hears goes into the analyser's values, directly or not.
bool reads(analysis::AnalyserId id, analysis::AnalyserId source) {
    return id == source || std::ranges::any_of(analysis::info_of(id).inputs,
                                               [source](analysis::AnalyserId input) { return reads(input, source); });
}

}  // namespace

std::string input_versions(analysis::AnalyserId id) { return joined(analysis::info_of(id).inputs); }

std::string analyser_versions() { return joined(analysis::kAllAnalysers); }

Bytes options_hash(analysis::AnalyserId id, const ListeningOptions& listening) {
    const bool rhythmic = reads(id, analysis::AnalyserId::rhythm);
    const bool ranged = rhythmic && listening.tempo_range;
    const bool strikes = id == analysis::AnalyserId::drums;
    const bool learned = (rhythmic || strikes) && !listening.network.empty();
    const bool key_learned = reads(id, analysis::AnalyserId::harmony) && !listening.key_network.empty();
    const bool voices_learned = id == analysis::AnalyserId::structure && !listening.vocals_network.empty();
    CborWriter options;
    const bool expected = rhythmic && listening.tempo_prior && !listening.tempo_range;
    options.map((ranged ? 1U : 0U) + (learned ? 1U : 0U) + (expected ? 1U : 0U) + (key_learned ? 1U : 0U) +
                (voices_learned ? 1U : 0U));
    if (key_learned) {
        options.string("key_network");
        options.string(listening.key_network);
    }
    if (learned) {
        options.string("network");
        options.string(strikes ? analysis::Networks::drums_name() : listening.network);
    }
    if (expected) {
        options.string("tempo_prior");
        write_cbor(options, *listening.tempo_prior);
    }
    if (ranged) {
        options.string("tempo_range");
        write_cbor(options, *listening.tempo_range);
    }
    if (voices_learned) {
        options.string("vocals_network");
        options.string(listening.vocals_network);
    }
    const auto hash = crypto::blake2b_256(options.data());
    return {hash.begin(), hash.end()};
}

bool is_current(const store::Row& row, std::size_t first, analysis::AnalyserId& id) {
    return analysis::from_name(row.text(first), id) && row.integer(first + 1) == analysis::info_of(id).version &&
           row.text(first + 2) == input_versions(id);
}

}  // namespace stratum::library
