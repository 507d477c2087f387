#include "stratum/analysis/analysers.hpp"
#include "stratum/base/cbor.hpp"
#include "stratum/base/json_writer.hpp"

#include <cstdlib>

// Whatever is accepted as a report, or as a part of one, must be fit for every reader.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace stratum;
    using namespace stratum::analysis;
    if (size == 0) return 0;
    const std::span<const std::uint8_t> bytes{data + 1, size - 1};
    Report report;
    if (data[0] < kAllAnalysers.size()) {
        if (!part_from_cbor(report, kAllAnalysers[data[0]], bytes)) return 0;
    } else {
        auto read = report_from_cbor(bytes);
        if (!read) return 0;
        report = *std::move(read);
    }
    if (report.harmony && report.harmony->key) {
        if (!parse_key(camelot_of(report.harmony->key->key)) || !parse_key(open_key_of(report.harmony->key->key)))
            std::abort();
    }
    const auto again = report_from_cbor(to_cbor(report));
    if (!again || to_cbor(*again) != to_cbor(report)) std::abort();
    return 0;
}
