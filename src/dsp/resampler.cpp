#include "stratum/dsp/resampler.hpp"

#include "half_band.hpp"

#include <cmath>
#include <soxr.h>

namespace stratum::dsp {
namespace {

/// How often `from` must be halved to give `to`; 0 when that is not the whole change, or none.
int halvings(SampleRate from, SampleRate to) {
    for (int n = 1; n <= 5; ++n)
        if (from.value() == static_cast<std::int64_t>(to.value()) << n) return n;
    return 0;
}

}  // namespace

struct Resampler::State {
    soxr_t soxr = nullptr;
    std::vector<HalfBand> steps;  ///< Both empty when the rates are equal.
    std::vector<float> between[2];
    double ratio = 1.0;
    std::int64_t in_frames = 0;
    std::int64_t out_frames = 0;
    ~State() {
        if (soxr != nullptr) soxr_delete(soxr);
    }

    /// Halves `in` once for each step. With `last` also what the steps still hold.
    void halve(std::span<const float> in, std::vector<float>& out, bool last) {
        for (std::size_t i = 0; i < steps.size(); ++i) {
            const bool final_step = i + 1 == steps.size();
            std::vector<float>& to = final_step ? out : between[i % 2];
            if (!final_step) to.clear();
            const std::size_t before = to.size();
            if (!in.empty()) steps[i].push(in, to);
            if (last) steps[i].finish(to);
            if (final_step) out_frames += static_cast<std::int64_t>(to.size() - before);
            in = to;
        }
    }

    void run(const float* in, std::size_t frames, std::vector<float>& out) {
        for (;;) {
            const std::size_t before = out.size();
            const std::size_t room = static_cast<std::size_t>(static_cast<double>(frames) * ratio) + 4096;
            out.resize(before + room);
            std::size_t used = 0;
            std::size_t made = 0;
            soxr_process(soxr, in, frames, &used, out.data() + before, room, &made);
            out.resize(before + made);
            out_frames += static_cast<std::int64_t>(made);
            if (in != nullptr) {
                in += used;
                frames -= used;
                if (frames == 0 && made < room) return;
            } else if (made == 0) {
                return;
            }
        }
    }
};

Resampler::Resampler(std::unique_ptr<State> state) : state_(std::move(state)) {}
Resampler::~Resampler() = default;
Resampler::Resampler(Resampler&&) noexcept = default;
Resampler& Resampler::operator=(Resampler&&) noexcept = default;

Result<Resampler> Resampler::create(SampleRate from, SampleRate to, SimdLevel level) {
    const auto sane = [](SampleRate rate) { return rate.value() >= 1 && rate.value() <= 1'000'000; };
    if (!sane(from) || !sane(to))
        return error(ErrorCode::invalid_argument, "a sample rate outside 1 Hz to 1 MHz cannot be resampled");
    auto state = std::make_unique<State>();
    state->ratio = static_cast<double>(to.value()) / from.value();
    if (const int steps = halvings(from, to); steps > 0) {
        for (int i = 0; i < steps; ++i)
            state->steps.emplace_back(i + 1 == steps ? HalfBand::Steepness::last : HalfBand::Steepness::early, level);
    } else if (from != to) {
        const soxr_quality_spec_t quality = soxr_quality_spec(SOXR_HQ, 0);
        const soxr_io_spec_t io = soxr_io_spec(SOXR_FLOAT32_I, SOXR_FLOAT32_I);
        const soxr_runtime_spec_t runtime = soxr_runtime_spec(1);
        soxr_error_t failed = nullptr;
        state->soxr = soxr_create(from.value(), to.value(), 1, &failed, &io, &quality, &runtime);
        if (failed != nullptr) return stratum::error(ErrorCode::internal, std::string("soxr: ") + failed);
    }
    return Resampler{std::move(state)};
}

void Resampler::push(std::span<const float> in, std::vector<float>& out) {
    if (in.empty()) return;
    state_->in_frames += static_cast<std::int64_t>(in.size());
    if (state_->soxr != nullptr) {
        state_->run(in.data(), in.size(), out);
    } else if (!state_->steps.empty()) {
        state_->halve(in, out, false);
    } else {
        out.insert(out.end(), in.begin(), in.end());
    }
}

void Resampler::finish(std::vector<float>& out) {
    if (state_->soxr != nullptr) {
        state_->run(nullptr, 0, out);
    } else if (!state_->steps.empty()) {
        state_->halve({}, out, true);
    } else {
        return;
    }
    const auto wanted = static_cast<std::int64_t>(std::llround(static_cast<double>(state_->in_frames) * state_->ratio));
    const std::int64_t surplus = state_->out_frames - wanted;
    const auto size = static_cast<std::int64_t>(out.size());
    out.resize(static_cast<std::size_t>(std::max<std::int64_t>(0, size - surplus)), 0.0F);
}

std::string resampling_library() { return soxr_version(); }

}  // namespace stratum::dsp
