#include "versions.hpp"

#include "stratum/crypto/hash.hpp"
#include "stratum/library/library.hpp"

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

}  // namespace

std::string input_versions(analysis::AnalyserId id) { return joined(analysis::info_of(id).inputs); }

std::string analyser_versions() { return joined(analysis::kAllAnalysers); }

const Bytes& options_hash() {
    static const Bytes kHash = [] {
        CborWriter options;
        options.map(0);
        const auto hash = crypto::blake2b_256(options.data());
        return Bytes(hash.begin(), hash.end());
    }();
    return kHash;
}

bool is_current(const store::Row& row, std::size_t first, analysis::AnalyserId& id) {
    return analysis::from_name(row.text(first), id) && row.integer(first + 1) == analysis::info_of(id).version &&
           row.text(first + 2) == input_versions(id) && row.bytes(first + 3) == options_hash();
}

}  // namespace stratum::library
