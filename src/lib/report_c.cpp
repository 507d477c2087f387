#include "guard.hpp"
#include "stratum/base/cbor.hpp"
#include "stratum/base/json_writer.hpp"

#include <cmath>
#include <limits>
#include <type_traits>

using namespace stratum;
using namespace stratum::capi;

namespace {

// The arrays of times are handed out as arrays of doubles, which is what they are in memory.
static_assert(sizeof(Seconds) == sizeof(double) && std::is_standard_layout_v<Seconds> &&
              std::is_trivially_copyable_v<Seconds>);

const double* times(const std::vector<Seconds>& from, size_t* count) {
    if (count != nullptr) *count = from.size();
    return from.empty() ? nullptr : reinterpret_cast<const double*>(from.data());
}

const analysis::BeatGrid* grid_of(const stratum_report* report) {
    return report != nullptr && report->report.rhythm && report->report.rhythm->grid ? &*report->report.rhythm->grid
                                                                                     : nullptr;
}

template <std::size_t N>
void copy_text(const std::string& from, char (&to)[N]) {
    const std::size_t size = std::min(from.size(), N - 1);
    std::memcpy(to, from.data(), size);
    to[size] = '\0';
}

template <class Optional>
double number_or_nan(const Optional& value) {
    return value ? value->value() : std::numeric_limits<double>::quiet_NaN();
}

}  // namespace

void stratum_report_free(stratum_report* report) { delete report; }

stratum_code stratum_report_json(const stratum_report* report, int32_t indent, char** text, size_t* size,
                                 stratum_error** problem) {
    return guard(problem, [&]() -> Result<void> {
        if (report == nullptr) return null_argument("report");
        if (text == nullptr) return null_argument("text");
        if (indent < 0 || indent > 16) return error(ErrorCode::invalid_argument, "an indent is 0 to 16 blanks");
        const std::string json = to_json(report->report, indent);
        *text = copy_for_caller(json.data(), json.size());
        if (size != nullptr) *size = json.size();
        return {};
    });
}

stratum_code stratum_report_cbor(const stratum_report* report, uint8_t** data, size_t* size, stratum_error** problem) {
    return guard(problem, [&]() -> Result<void> {
        if (report == nullptr) return null_argument("report");
        if (data == nullptr) return null_argument("data");
        if (size == nullptr) return null_argument("size");
        const Bytes cbor = to_cbor(report->report);
        *data = reinterpret_cast<uint8_t*>(copy_for_caller(cbor.data(), cbor.size()));
        *size = cbor.size();
        return {};
    });
}

stratum_code stratum_report_from_cbor(const uint8_t* data, size_t size, stratum_report** report,
                                      stratum_error** problem) {
    return guard(problem, [&]() -> Result<void> {
        if (report == nullptr) return null_argument("report");
        if (data == nullptr) return null_argument("data");
        STRATUM_TRY(auto read, analysis::report_from_cbor({data, size}));
        *report = new stratum_report{std::move(read)};
        return {};
    });
}

double stratum_report_duration(const stratum_report* report) {
    return report == nullptr ? 0.0 : report->report.duration.value();
}
int32_t stratum_report_rate(const stratum_report* report) {
    return report == nullptr ? 0 : report->report.rate.value();
}
int32_t stratum_report_channels(const stratum_report* report) {
    return report == nullptr ? 0 : report->report.channels;
}

int32_t stratum_report_tempo(const stratum_report* report, stratum_tempo* out) {
    if (report == nullptr || !sized(out) || !report->report.rhythm || !report->report.rhythm->tempo) return 0;
    const auto& tempo = *report->report.rhythm->tempo;
    hand_out(out, {0, tempo.bpm.value(), tempo.confidence});
    return 1;
}

int32_t stratum_report_key(const stratum_report* report, stratum_key* out) {
    if (report == nullptr || !sized(out) || !report->report.harmony || !report->report.harmony->key) return 0;
    const auto& estimate = *report->report.harmony->key;
    stratum_key key{
        0, estimate.key.tonic, estimate.key.mode == analysis::Mode::minor ? 1 : 0, estimate.confidence, {}, {}, {}};
    copy_text(name_of(estimate.key), key.name);
    copy_text(camelot_of(estimate.key), key.camelot);
    copy_text(open_key_of(estimate.key), key.open_key);
    hand_out(out, key);
    return 1;
}

int32_t stratum_report_loudness(const stratum_report* report, stratum_loudness* out) {
    if (report == nullptr || !sized(out) || !report->report.loudness) return 0;
    const auto& l = *report->report.loudness;
    hand_out(out, {0, number_or_nan(l.integrated), number_or_nan(l.range), number_or_nan(l.momentary_max),
                   number_or_nan(l.short_term_max), number_or_nan(l.true_peak), number_or_nan(l.sample_peak),
                   l.replay_gain ? l.replay_gain->gain.value() : std::numeric_limits<double>::quiet_NaN()});
    return 1;
}

int32_t stratum_report_energy(const stratum_report* report) {
    return report != nullptr && report->report.energy ? report->report.energy->rating : 0;
}

const double* stratum_report_beats(const stratum_report* report, size_t* count) {
    if (count != nullptr) *count = 0;
    const auto* grid = grid_of(report);
    return grid == nullptr ? nullptr : times(grid->beats, count);
}

const double* stratum_report_downbeats(const stratum_report* report, size_t* count) {
    if (count != nullptr) *count = 0;
    const auto* grid = grid_of(report);
    return grid == nullptr ? nullptr : times(grid->downbeats, count);
}

const char* stratum_report_fingerprint(const stratum_report* report) {
    return report != nullptr && report->report.fingerprint ? report->report.fingerprint->compressed.c_str() : nullptr;
}
