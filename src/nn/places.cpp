#include "stratum/nn/places.hpp"

namespace stratum::nn {

std::vector<std::string> usual_places(std::string_view executable) {
    std::vector<std::string> places;
    if (const auto slash = executable.rfind('/'); slash != std::string_view::npos) {
        const std::string folder{executable.substr(0, slash)};
        places.push_back(folder + "/libonnxruntime.so");
        places.push_back(folder + "/../lib/stratum/libonnxruntime.so");
    }
    places.emplace_back("libonnxruntime.so.1");
    places.emplace_back("libonnxruntime.so");
    return places;
}

}  // namespace stratum::nn
