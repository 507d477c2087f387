#include "stratum/analysis/networks.hpp"

#include "models.hpp"
#include "stratum/nn/runtime.hpp"

namespace stratum::analysis {

struct Networks::State {
    nn::Runtime runtime;
    nn::Network beats;
    nn::Network key;
    nn::Network drums;
    nn::Network vocals;
};

Networks::Networks(std::unique_ptr<State> state) : state_(std::move(state)) {}
Networks::~Networks() = default;

Result<std::shared_ptr<const Networks>> Networks::load(std::span<const std::string> libraries) {
    STRATUM_TRY(auto runtime, nn::Runtime::load(libraries));
    STRATUM_TRY(auto beats, nn::Network::create(runtime, models::beats()));
    STRATUM_TRY(auto key, nn::Network::create(runtime, models::key()));
    STRATUM_TRY(auto drums, nn::Network::create(runtime, models::drums()));
    STRATUM_TRY(auto vocals, nn::Network::create(runtime, models::vocals()));
    auto state = std::make_unique<State>(
        State{std::move(runtime), std::move(beats), std::move(key), std::move(drums), std::move(vocals)});
    return std::shared_ptr<const Networks>{new Networks{std::move(state)}};
}

const std::string& Networks::runtime_version() const { return state_->runtime.version(); }
const nn::Network& Networks::beats() const { return state_->beats; }
const nn::Network& Networks::drums() const { return state_->drums; }
std::string_view Networks::drums_name() { return models::drums_name(); }
const nn::Network& Networks::vocals() const { return state_->vocals; }
std::string_view Networks::vocals_name() { return models::vocals_name(); }
std::string_view Networks::beats_name() { return models::beats_name(); }
const nn::Network& Networks::key() const { return state_->key; }
std::string_view Networks::key_name() { return models::key_name(); }

}  // namespace stratum::analysis
