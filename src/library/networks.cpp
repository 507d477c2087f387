#include "stratum/library/networks.hpp"

#include "stratum/nn/places.hpp"

namespace stratum::library {

Result<ChosenNetworks> choose_networks(const CommandContext& context) {
    const std::string use = context.setting("networks.use").value_or("yes");
    if (use == "no" || use == "false") return ChosenNetworks{};
    if (use != "yes" && use != "true")
        return error(ErrorCode::invalid_argument, "networks.use is \"" + use + "\"", "it is yes or no");
    const auto place = context.setting("networks.onnxruntime");
    auto loaded = analysis::Networks::load(place ? std::vector{*place} : nn::usual_places(context.executable));
    if (loaded) return ChosenNetworks{std::move(*loaded), {}};
    // Whoever names a library wants that one; whoever names none is content without.
    if (place) return loaded.error().within("networks.onnxruntime");
    return ChosenNetworks{nullptr, loaded.error().message};
}

}  // namespace stratum::library
