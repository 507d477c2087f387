#pragma once

#include <atomic>
#include <cstddef>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>

/// What strangers may take of a server before anybody knows who they are.
namespace stratum::net {

/// Memory for bodies, of all connections together. Thread-safe.
class BodyRoom {
  public:
    explicit BodyRoom(std::size_t most) : most_(most) {}
    [[nodiscard]] bool fits(std::size_t bytes) const { return bytes <= most_ && held_ <= most_ - bytes; }
    [[nodiscard]] bool take(std::size_t bytes);
    void give_back(std::size_t bytes) { held_ -= bytes; }
    [[nodiscard]] std::size_t held() const { return held_; }

  private:
    const std::size_t most_;
    std::atomic<std::size_t> held_{0};
};

/// What one body holds of it.
class HeldRoom {
  public:
    explicit HeldRoom(BodyRoom& room) : room_(room) {}
    ~HeldRoom() { release(); }
    HeldRoom(const HeldRoom&) = delete;
    HeldRoom& operator=(const HeldRoom&) = delete;

    /// Makes sure of room for `size` bytes, in steps that double, up to `most`. False: there is none.
    [[nodiscard]] bool grow(std::size_t size, std::size_t most);
    void release() { room_.give_back(std::exchange(bytes_, 0)); }
    [[nodiscard]] std::size_t bytes() const { return bytes_; }

  private:
    BodyRoom& room_;
    std::size_t bytes_ = 0;
};

/// Whom a connection counts for: an IPv4 address, or the /64 of an IPv6 address, which is what one subscriber has.
[[nodiscard]] std::string neighbourhood(std::string_view address);

/// How many connections each neighbourhood has open. Thread-safe.
class Callers {
  public:
    explicit Callers(std::size_t most) : most_(most) {}

    /// One connection for as long as it lives; made by nobody, it counts for nobody.
    class Place {
      public:
        Place() = default;
        Place(Callers& callers, std::string who) : callers_(&callers), who_(std::move(who)) {}
        Place(Place&& other) noexcept : callers_(std::exchange(other.callers_, nullptr)), who_(std::move(other.who_)) {}
        Place& operator=(Place&& other) noexcept {
            std::swap(callers_, other.callers_);
            std::swap(who_, other.who_);
            return *this;
        }
        ~Place() {
            if (callers_ != nullptr) callers_->leave(who_);
        }

      private:
        Callers* callers_ = nullptr;
        std::string who_;
    };
    /// Nothing when `who` has as many as one may have.
    [[nodiscard]] std::optional<Place> enter(const std::string& who);

  private:
    void leave(const std::string& who);

    const std::size_t most_;
    std::mutex mutex_;
    std::unordered_map<std::string, std::size_t> open_;  ///< Guarded by `mutex_`.
};

}  // namespace stratum::net
