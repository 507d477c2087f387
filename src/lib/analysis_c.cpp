#include "guard.hpp"
#include "stratum/analysis/fingerprint.hpp"
#include "stratum/nn/places.hpp"

#include <array>
#include <cstdlib>
#include <limits>
#include <span>

namespace stratum::capi {
namespace {

constexpr std::size_t kChunk = 16384;  ///< Samples converted at a time.

std::size_t sample_size(stratum_sample_format format) {
    switch (format) {
        case STRATUM_F32:
            return sizeof(float);
        case STRATUM_F64:
            return sizeof(double);
        case STRATUM_S16:
            return sizeof(std::int16_t);
        case STRATUM_S32:
            return sizeof(std::int32_t);
        default:
            return 0;
    }
}

template <class T>
void convert(const unsigned char* from, std::span<float> to, float scale) {
    for (std::size_t i = 0; i < to.size(); ++i) {
        T value;
        std::memcpy(&value, from + i * sizeof(T), sizeof(T));
        to[i] = static_cast<float>(value) * scale;
    }
}

Result<void> push(stratum_analyzer& analyzer, const void* samples, stratum_sample_format format, std::size_t frames) {
    const std::size_t size = sample_size(format);
    if (size == 0) return error(ErrorCode::invalid_argument, "this is no sample format", "see stratum_sample_format");
    if (frames == 0) return analyzer.analyzer.push({});
    if (samples == nullptr) return null_argument("samples");
    const auto channels = static_cast<std::size_t>(analyzer.channels);
    if (frames > std::numeric_limits<std::ptrdiff_t>::max() / (size * channels))
        return error(ErrorCode::invalid_argument, "no memory holds that many frames");
    const auto* bytes = static_cast<const unsigned char*>(samples);
    const std::size_t count = frames * channels;
    const bool aligned = reinterpret_cast<std::uintptr_t>(samples) % alignof(float) == 0;
    if (format == STRATUM_F32 && aligned) return analyzer.analyzer.push({static_cast<const float*>(samples), count});
    const std::size_t chunk = std::max(kChunk / channels, std::size_t{1}) * channels;
    analyzer.converted.resize(std::min(count, chunk));
    for (std::size_t at = 0; at < count; at += chunk) {
        const std::span<float> to = std::span{analyzer.converted}.first(std::min(chunk, count - at));
        const unsigned char* from = bytes + at * size;
        switch (format) {
            case STRATUM_F32:
                convert<float>(from, to, 1.0F);
                break;
            case STRATUM_F64:
                convert<double>(from, to, 1.0F);
                break;
            case STRATUM_S16:
                convert<std::int16_t>(from, to, 1.0F / 32768.0F);
                break;
            case STRATUM_S32:
                convert<std::int32_t>(from, to, 1.0F / 2147483648.0F);
                break;
            default:  // sample_size() has turned away all others
                break;
        }
        STRATUM_TRY_VOID(analyzer.analyzer.push(to));
    }
    return {};
}

Result<std::unique_ptr<stratum_analyzer>> create(std::int32_t channels, std::int32_t rate,
                                                 const stratum_options* options) {
    STRATUM_TRY(const auto wanted, options_from(options));
    STRATUM_TRY(auto analyzer, analysis::Analyzer::create(SampleRate{rate}, channels, wanted));
    return std::make_unique<stratum_analyzer>(stratum_analyzer{std::move(analyzer), channels, {}});
}

Result<void> finish(stratum_analyzer& analyzer, stratum_report** report) {
    STRATUM_TRY(auto made, analyzer.analyzer.finish());
    *report = new stratum_report{std::move(made)};
    return {};
}

}  // namespace

char* copy_for_caller(const void* data, std::size_t size) {
    auto* copy = static_cast<char*>(std::malloc(size + 1));
    if (copy == nullptr) throw std::bad_alloc{};
    if (size > 0) std::memcpy(copy, data, size);
    copy[size] = '\0';
    return copy;
}

namespace {

/// Both 0: none. Anything else has to be a range, and whoever makes an analyzer of it is told if it is not.
std::optional<analysis::TempoRange> range_from(double slowest, double fastest) {
    if (slowest == 0.0 && fastest == 0.0) return {};
    return analysis::TempoRange{Bpm{slowest}, Bpm{fastest}};
}

/// What the caller knows of the tempo; nothing from those who were compiled before that could be said.
Result<void> tell_tempo(const stratum_options& options, analysis::AnalysisOptions& wanted) {
    if (options.struct_size < offsetof(stratum_options, genre) + sizeof options.genre) return {};
    wanted.tempo_range = range_from(options.tempo_slowest, options.tempo_fastest);
    if (const auto likely = range_from(options.likely_slowest, options.likely_fastest))
        wanted.tempo_prior = analysis::TempoPrior{
            *likely, options.likely_odds == 0.0 ? analysis::kPersonOdds : options.likely_odds, "as the caller says"};
    else if (options.likely_odds != 0.0)
        return error(ErrorCode::invalid_argument, "the options tell odds and no tempo that is likely");
    else if (options.genre != nullptr)
        wanted.tempo_prior = analysis::known_prior(options.genre);
    return {};
}

}  // namespace

Result<analysis::AnalysisOptions> options_from(const stratum_options* options) {
    constexpr std::array kBits{
        std::pair{STRATUM_RHYTHM, analysis::AnalyserId::rhythm},
        std::pair{STRATUM_HARMONY, analysis::AnalyserId::harmony},
        std::pair{STRATUM_LOUDNESS, analysis::AnalyserId::loudness},
        std::pair{STRATUM_WAVEFORM, analysis::AnalyserId::waveform},
        std::pair{STRATUM_SILENCE, analysis::AnalyserId::silence},
        std::pair{STRATUM_FINGERPRINT, analysis::AnalyserId::fingerprint},
        std::pair{STRATUM_TIMBRE, analysis::AnalyserId::timbre},
        std::pair{STRATUM_ENERGY, analysis::AnalyserId::energy},
        std::pair{STRATUM_STRUCTURE, analysis::AnalyserId::structure},
        std::pair{STRATUM_CHORDS, analysis::AnalyserId::chords},
        std::pair{STRATUM_THEORY, analysis::AnalyserId::theory},
        std::pair{STRATUM_DRUMS, analysis::AnalyserId::drums},
        std::pair{STRATUM_MELODY, analysis::AnalyserId::melody},
        std::pair{STRATUM_BASS, analysis::AnalyserId::bass},
    };
    analysis::AnalysisOptions wanted;
    if (options == nullptr) return wanted;
    if (options->struct_size < offsetof(stratum_options, analysers) + sizeof options->analysers)
        return error(ErrorCode::invalid_argument, "the options do not tell their size",
                     "make them with STRATUM_STRUCT(stratum_options)");
    // A caller who was compiled before there were networks has none.
    if (options->struct_size >= offsetof(stratum_options, networks) + sizeof(const stratum_networks*) &&
        options->networks != nullptr)
        wanted.networks = options->networks->networks;
    STRATUM_TRY_VOID(tell_tempo(*options, wanted));
    if (options->analysers == 0) return wanted;
    std::uint32_t unknown = options->analysers;
    wanted.analysers = {};
    for (const auto& [bit, id] : kBits) {
        if ((options->analysers & bit) != 0) wanted.analysers.add(id);
        unknown &= ~bit;
    }
    if (unknown != 0)
        return error(ErrorCode::invalid_argument, "the options name an analyser that this version does not have");
    return wanted;
}

}  // namespace stratum::capi

using namespace stratum;
using namespace stratum::capi;

int32_t stratum_abi_version(void) { return STRATUM_ABI_VERSION; }
const char* stratum_version(void) { return STRATUM_VERSION; }

const char* stratum_code_name(stratum_code code) {
    if (code == STRATUM_OK) return "ok";
    const bool known = code > STRATUM_OK && code <= STRATUM_INTERNAL;
    return name_of(known ? static_cast<ErrorCode>(code - 1) : ErrorCode::internal).data();  // literals end with zero
}
stratum_code stratum_error_code(const stratum_error* problem) {
    return problem == nullptr ? STRATUM_OK : problem->code;
}
const char* stratum_error_message(const stratum_error* problem) {
    return problem == nullptr ? "" : problem->message.c_str();
}
const char* stratum_error_hint(const stratum_error* problem) { return problem == nullptr ? "" : problem->hint.c_str(); }
void stratum_error_free(stratum_error* problem) { delete problem; }
void stratum_free(void* memory) { std::free(memory); }

stratum_code stratum_networks_load(const char* onnxruntime, stratum_networks** networks, stratum_error** problem) {
    return guard(problem, [&]() -> Result<void> {
        if (networks == nullptr) return null_argument("networks");
        const auto places = onnxruntime != nullptr ? std::vector<std::string>{onnxruntime} : nn::usual_places("");
        STRATUM_TRY(auto loaded, analysis::Networks::load(places));
        *networks = new stratum_networks{std::move(loaded)};
        return {};
    });
}

void stratum_networks_free(stratum_networks* networks) { delete networks; }

stratum_code stratum_analyzer_create(int32_t channels, int32_t rate, const stratum_options* options,
                                     stratum_analyzer** analyzer, stratum_error** problem) {
    return guard(problem, [&]() -> Result<void> {
        if (analyzer == nullptr) return null_argument("analyzer");
        STRATUM_TRY(auto made, create(channels, rate, options));
        *analyzer = made.release();
        return {};
    });
}

stratum_code stratum_analyzer_push(stratum_analyzer* analyzer, const void* samples, stratum_sample_format format,
                                   size_t frames, stratum_error** problem) {
    return guard(problem, [&]() -> Result<void> {
        if (analyzer == nullptr) return null_argument("analyzer");
        return push(*analyzer, samples, format, frames);
    });
}

stratum_code stratum_analyzer_finish(stratum_analyzer* analyzer, stratum_report** report, stratum_error** problem) {
    return guard(problem, [&]() -> Result<void> {
        if (analyzer == nullptr) return null_argument("analyzer");
        if (report == nullptr) return null_argument("report");
        return finish(*analyzer, report);
    });
}

void stratum_analyzer_free(stratum_analyzer* analyzer) { delete analyzer; }

stratum_code stratum_analyze(const void* samples, stratum_sample_format format, size_t frames, int32_t channels,
                             int32_t rate, const stratum_options* options, stratum_report** report,
                             stratum_error** problem) {
    return guard(problem, [&]() -> Result<void> {
        if (report == nullptr) return null_argument("report");
        STRATUM_TRY(auto analyzer, create(channels, rate, options));
        STRATUM_TRY_VOID(push(*analyzer, samples, format, frames));
        return finish(*analyzer, report);
    });
}

stratum_code stratum_fingerprint_compare(const char* a, const char* b, stratum_fingerprint_match* match,
                                         stratum_error** problem) {
    return guard(problem, [&]() -> Result<void> {
        if (a == nullptr || b == nullptr) return null_argument("a fingerprint");
        if (!sized(match))
            return error(ErrorCode::invalid_argument, "the match does not tell its size",
                         "make it with STRATUM_STRUCT(stratum_fingerprint_match)");
        STRATUM_TRY(const auto words_a, analysis::decompress_fingerprint(a));
        STRATUM_TRY(const auto words_b, analysis::decompress_fingerprint(b));
        STRATUM_TRY(const auto found, analysis::compare_fingerprints(words_a, words_b));
        hand_out(match, {0, found.similarity, found.offset.value(), found.overlap.value()});
        return {};
    });
}
