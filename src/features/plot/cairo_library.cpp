#include "cairo_library.hpp"

#include <dlfcn.h>

namespace stratum::plot {

Result<CairoLibrary> CairoLibrary::load() {
    constexpr const char* kHint = "install the package libcairo2, or write an .svg file, which needs nothing";
    void* handle = dlopen("libcairo.so.2", RTLD_NOW | RTLD_LOCAL);
    if (handle == nullptr) return error(ErrorCode::unsupported, "PNG pictures need the library cairo", kHint);
    CairoLibrary library;
#define STRATUM_CAIRO_LOOK_UP(name)                                                         \
    library.name = reinterpret_cast<decltype(library.name)>(dlsym(handle, "cairo_" #name)); \
    if (library.name == nullptr)                                                            \
        return error(ErrorCode::unsupported, "the library cairo is too old: it lacks cairo_" #name, kHint);
    STRATUM_CAIRO_FUNCTIONS(STRATUM_CAIRO_LOOK_UP)
#undef STRATUM_CAIRO_LOOK_UP
    return library;
}

}  // namespace stratum::plot
