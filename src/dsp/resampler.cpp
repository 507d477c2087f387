#include "stratum/dsp/resampler.hpp"

#include <cmath>
#include <soxr.h>

namespace stratum::dsp {

struct Resampler::State {
    soxr_t soxr = nullptr;  ///< Null when both rates are equal.
    double ratio = 1.0;
    std::int64_t in_frames = 0;
    std::int64_t out_frames = 0;
    ~State() {
        if (soxr != nullptr) soxr_delete(soxr);
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

Result<Resampler> Resampler::create(SampleRate from, SampleRate to) {
    const auto sane = [](SampleRate rate) { return rate.value() >= 1 && rate.value() <= 1'000'000; };
    if (!sane(from) || !sane(to))
        return error(ErrorCode::invalid_argument, "a sample rate outside 1 Hz to 1 MHz cannot be resampled");
    auto state = std::make_unique<State>();
    state->ratio = static_cast<double>(to.value()) / from.value();
    if (from != to) {
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
    if (state_->soxr == nullptr) {
        out.insert(out.end(), in.begin(), in.end());
        return;
    }
    state_->run(in.data(), in.size(), out);
}

void Resampler::finish(std::vector<float>& out) {
    if (state_->soxr == nullptr) return;
    state_->run(nullptr, 0, out);
    const auto wanted = static_cast<std::int64_t>(std::llround(static_cast<double>(state_->in_frames) * state_->ratio));
    const std::int64_t surplus = state_->out_frames - wanted;
    const auto size = static_cast<std::int64_t>(out.size());
    out.resize(static_cast<std::size_t>(std::max<std::int64_t>(0, size - surplus)), 0.0F);
}

}  // namespace stratum::dsp
