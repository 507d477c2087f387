#pragma once

#include "sound.hpp"
#include "stratum/media/transcode.hpp"
#include "stratum/net/http.hpp"

#include <atomic>
#include <memory>
#include <optional>

namespace stratum::audio {

/// Counts what runs at once. Thread-safe.
class Gate : public std::enable_shared_from_this<Gate> {
  public:
    /// A place, given back when it goes; null when `most` are taken.
    using Ticket = std::shared_ptr<void>;
    [[nodiscard]] Ticket enter(int most);

  private:
    std::atomic<int> inside_ = 0;
};

/// The sound made into another format while it is read. Ends its program when it goes. Errors: those of `open_sound`
/// and `media::Transcoder::start`.
[[nodiscard]] Result<std::unique_ptr<net::BodySource>> transcoded(OpenSound sound,
                                                                  const media::TranscodeRequest& request,
                                                                  Gate::Ticket ticket);

}  // namespace stratum::audio
