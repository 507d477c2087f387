#include "stratum/analysis/analyzer.hpp"

#include "frontend/frontend.hpp"
#include "frontend/registry.hpp"
#include "stratum/dsp/vector_ops.hpp"

#include <cmath>
#include <string>
#include <vector>

namespace stratum::analysis {
namespace {

/// With everything that these read, directly or not: without its beats, structure would hear another recording. What is
/// made of values alone and by default (energy) is left out where these are not wanted.
AnalyserSet with_inputs(AnalyserSet set) {
    for (bool grown = true; grown;) {
        const AnalyserSet before = set;
        for (const AnalyserId id : kAllAnalysers)
            if (set.has(id) && (info_of(id).needs_audio || !info_of(id).standard))
                for (const AnalyserId input : info_of(id).inputs) set.add(input);
        grown = set != before;
    }
    return set;
}

/// 120 dB above full scale: nobody's music, and small enough that no square or sum of it overflows.
constexpr float kLargestSample = 1e6F;

}  // namespace

struct Analyzer::State {
    StreamInfo info;
    AnalyserSet wanted;
    std::vector<std::unique_ptr<Analyser>> analysers;
    std::vector<FrontEnd> front_end;  ///< One; a vector because it is made after the analysers.
    std::vector<float> cleaned;
    bool finished = false;
};

Analyzer::Analyzer(std::unique_ptr<State> state) : state_(std::move(state)) {}
Analyzer::~Analyzer() = default;
Analyzer::Analyzer(Analyzer&&) noexcept = default;
Analyzer& Analyzer::operator=(Analyzer&&) noexcept = default;

Result<Analyzer> Analyzer::create(SampleRate rate, int channels, const AnalysisOptions& options) {
    auto state = std::make_unique<State>();
    state->info = {rate, channels, options.channel_mask, options.tempo_range, options.tempo_prior, options.networks};
    if (options.tempo_range) STRATUM_TRY_VOID(check(*options.tempo_range));
    if (options.tempo_prior) STRATUM_TRY_VOID(check(*options.tempo_prior));
    // The analysers may rely on a sane rate and number of channels, so these are judged first.
    STRATUM_TRY_VOID(FrontEnd::check(state->info));
    state->wanted = options.analysers;
    std::vector<FrontEnd::Listener> listeners;
    const AnalyserSet heard = with_inputs(options.analysers);
    for (const AnalyserId id : kAllAnalysers) {
        const AnalyserMaker* maker = heard.has(id) ? maker_of(id) : nullptr;
        if (maker == nullptr) continue;
        state->analysers.push_back(maker->make(state->info));
        listeners.push_back({state->analysers.back().get(), maker->views});
    }
    STRATUM_TRY(auto front_end, FrontEnd::create(state->info, std::move(listeners)));
    state->front_end.push_back(std::move(front_end));
    return Analyzer{std::move(state)};
}

Result<void> Analyzer::push(std::span<const float> interleaved) {
    State& s = *state_;
    if (s.finished) return error(ErrorCode::invalid_argument, "push() after finish()", "make a new Analyzer");
    if (interleaved.size() % static_cast<std::size_t>(s.info.channels) != 0)
        return error(ErrorCode::invalid_argument,
                     "a block must hold whole frames of " + std::to_string(s.info.channels) + " channels");
    if (dsp::all_within(interleaved, kLargestSample)) {
        s.front_end.front().push(interleaved);
        return {};
    }
    s.cleaned.assign(interleaved.begin(), interleaved.end());
    for (float& x : s.cleaned)
        if (!(std::abs(x) <= kLargestSample)) x = 0.0F;
    s.front_end.front().push(s.cleaned);
    return {};
}

Result<Report> Analyzer::finish(const std::function<void()>& alive) {
    State& s = *state_;
    if (s.finished) return error(ErrorCode::invalid_argument, "finish() was called before", "make a new Analyzer");
    s.finished = true;
    s.front_end.front().finish();
    if (s.front_end.front().frames() == 0) return error(ErrorCode::empty, "the recording holds no audio");
    Report report;
    report.duration = duration_of(s.front_end.front().frames(), s.info.rate);
    report.rate = s.info.rate;
    report.channels = s.info.channels;
    for (auto& analyser : s.analysers) {
        analyser->finish(report);
        analyser.reset();  // What it kept of ten hours makes room for what the next one needs.
        if (alive) alive();
    }
    derive(report, s.wanted);
    for (const AnalyserId id : kAllAnalysers)
        if (!s.wanted.has(id)) remove_part(report, id);
    return report;
}

Result<Report> analyze(const dsp::AudioView& audio, const AnalysisOptions& options) {
    STRATUM_TRY(auto analyzer, Analyzer::create(audio.rate, audio.channels, options));
    STRATUM_TRY_VOID(analyzer.push(audio.samples));
    return analyzer.finish();
}

void derive(Report& report, AnalyserSet analysers) {
    if (analysers.has(AnalyserId::energy)) rate_energy(report);
    if (analysers.has(AnalyserId::theory)) tell_theory(report);
}

}  // namespace stratum::analysis
