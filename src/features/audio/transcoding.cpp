#include "transcoding.hpp"

#include <algorithm>

namespace stratum::audio {
namespace {

/// Small, so that the first of it is there soon, and no thread is held for long.
constexpr std::size_t kPiece = std::size_t{16} << 10;

class Transcoded final : public net::BodySource {
  public:
    Transcoded(OpenSound sound, media::Transcoder transcoder, Gate::Ticket ticket)
        : ticket_(std::move(ticket)), sound_(std::move(sound)), transcoder_(std::move(transcoder)) {}

    Result<std::size_t> read(std::span<char> place) override {
        const auto some = place.first(std::min(place.size(), kPiece));
        return transcoder_.read({reinterpret_cast<std::uint8_t*>(some.data()), some.size()});
    }

  private:
    // The program goes first, then its file, and then somebody else may begin.
    Gate::Ticket ticket_;
    OpenSound sound_;
    media::Transcoder transcoder_;
};

}  // namespace

Gate::Ticket Gate::enter(int most) {
    int now = inside_.load();
    do {
        if (now >= most) return {};
    } while (!inside_.compare_exchange_weak(now, now + 1));
    return {static_cast<void*>(this), [gate = shared_from_this()](void*) { --gate->inside_; }};
}

Result<std::unique_ptr<net::BodySource>> transcoded(OpenSound sound, const media::TranscodeRequest& request,
                                                    Gate::Ticket ticket) {
    STRATUM_TRY(auto transcoder, media::Transcoder::start(sound.file.get(), request));
    return std::unique_ptr<net::BodySource>{
        std::make_unique<Transcoded>(std::move(sound), std::move(transcoder), std::move(ticket))};
}

}  // namespace stratum::audio
