#include "stratum/library/networks.hpp"

#include "stratum/nn/places.hpp"

namespace stratum::library {

NetworkWish wished_networks(const CommandContext& context) {
    return {context.setting("networks.use").value_or("yes"), context.setting("networks.onnxruntime")};
}

Result<ChosenNetworks> choose_networks(const NetworkWish& wish, const std::string& executable) {
    if (wish.use == "no" || wish.use == "false") return ChosenNetworks{};
    if (wish.use != "yes" && wish.use != "true")
        return error(ErrorCode::invalid_argument, "networks.use is \"" + wish.use + "\"", "it is yes or no");
    const auto& place = wish.place;
    auto loaded = analysis::Networks::load(place ? std::vector{*place} : nn::usual_places(executable));
    if (loaded) return ChosenNetworks{std::move(*loaded), {}};
    // Whoever names a library wants that one; whoever names none is content without.
    if (place) return loaded.error().within("networks.onnxruntime");
    return ChosenNetworks{nullptr, loaded.error().message};
}

Result<ChosenNetworks> choose_networks(const CommandContext& context) {
    return choose_networks(wished_networks(context), context.executable);
}

}  // namespace stratum::library
