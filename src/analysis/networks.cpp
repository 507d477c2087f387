#include "stratum/analysis/networks.hpp"

#include "models.hpp"
#include "stratum/nn/runtime.hpp"

namespace stratum::analysis {

struct Networks::State {
    nn::Runtime runtime;
    nn::Network beats;
    std::string beats_name;
};

namespace {

// FNV-1a: tells models apart; nobody is to be convinced by it.
std::string name_of(std::string_view kind, std::span<const std::uint8_t> model) {
    std::uint64_t hash = 0xcbf29ce484222325U;
    for (const std::uint8_t byte : model) hash = (hash ^ byte) * 0x100000001b3U;
    constexpr std::string_view kDigits = "0123456789abcdef";
    std::string name{kind};
    name += ' ';
    for (int shift = 60; shift >= 28; shift -= 4) name += kDigits[(hash >> static_cast<unsigned>(shift)) & 15U];
    return name;
}

}  // namespace

Networks::Networks(std::unique_ptr<State> state) : state_(std::move(state)) {}
Networks::~Networks() = default;

Result<std::shared_ptr<const Networks>> Networks::load(std::span<const std::string> libraries) {
    STRATUM_TRY(auto runtime, nn::Runtime::load(libraries));
    STRATUM_TRY(auto beats, nn::Network::create(runtime, models::beats()));
    auto state =
        std::make_unique<State>(State{std::move(runtime), std::move(beats), name_of("beats", models::beats())});
    return std::shared_ptr<const Networks>{new Networks{std::move(state)}};
}

const std::string& Networks::runtime_version() const { return state_->runtime.version(); }
const nn::Network& Networks::beats() const { return state_->beats; }
const std::string& Networks::beats_name() const { return state_->beats_name; }

}  // namespace stratum::analysis
