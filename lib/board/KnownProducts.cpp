#include "lib/board/KnownProducts.h"

#include "llvm/ADT/STLExtras.h"

namespace eo {

static constexpr KnownProduct products[] = {
    {"raspberry-pi-zero", "raspberry-pi-4"},
    {"raspberry-pi-2", "raspberry-pi-4"},
    {"raspberry-pi-3", "raspberry-pi-4"},
    {"raspberry-pi-400", "raspberry-pi-4"},
    {"rpi3", "raspberry-pi-4"},
    {"pi3", "raspberry-pi-4"},
    {"rk3566", "odroid-n2plus"},
    {"rk3568", "odroid-n2plus"},
    {"rk3399", "odroid-n2plus"},
    {"odroid-m1", "odroid-n2plus"},
    {"odroid-c4", "odroid-n2plus"},
    {"odroid-m2", "rk3588"},
    {"khadas-vim3", "odroid-n2plus"},
    {"khadas-edge2", "rk3588"},
    {"orangepi-5", "rk3588"},
    {"rock-5", "rk3588"},
    {"rock5", "rk3588"},
    {"nanopi-r6", "rk3588"},
    {"jetson-nano-2gb", "jetson-nano"},
    {"orin-nano-super", "orin-nano"},
    {"jetson-orin-nano-super", "orin-nano"},
    {"orin-nano-4gb", "orin-nano"},
    {"jetson-thor", "agx-orin"},
    {"agx-thor", "agx-orin"},
    {"hailo-", "edge-tpu"},
    {"hailo8", "edge-tpu"},
    {"coral-dev", "edge-tpu"},
    {"coral-m2", "edge-tpu"},
    {"coral-mini", "edge-tpu"},
    {"imx93", "imx8mp"},
    {"imx8m-", "imx8mp-cpu"},
    {"imx8mq", "imx8mp-cpu"},
    {"oak-d", "ncs2"},
    {"oak-1", "ncs2"},
    {"myriad", "ncs2"},
    {"beaglebone", "imx8mp-cpu"},
    {"beagley", "imx8mp-cpu"},
    {"kria", "agx-xavier-dla"},
    {"ultra96", "agx-xavier-dla"},
    {"zcu", "agx-xavier-dla"},
    {"rtx-", "quadro-rtx-5000"},
    {"gtx-", "quadro-rtx-5000"},
    {"quadro-", "quadro-rtx-5000"},
    {"tesla-t4", "quadro-rtx-5000"},
    {"t4", "quadro-rtx-5000"},
    {"v100", "quadro-rtx-5000"},
    {"a100", "quadro-rtx-5000"},
    {"h100", "quadro-rtx-5000"},
    {"l4", "quadro-rtx-5000"},
    {"core-i", "xeon-w2155"},
    {"xeon", "xeon-w2155"},
    {"ryzen", "xeon-w2155"},
    {"epyc", "xeon-w2155"},
    {"intel-n100", "xeon-w2155"},
    {"n100", "xeon-w2155"},
    {"nuc", "xeon-w2155"},
    {"snapdragon", "rk3588"},
    {"pixel", "rk3588"},
    {"iphone", "rk3588"},
    {"apple-m", "rk3588"},
    {"mac-mini", "rk3588"},
};

KnownProduct const *findKnownProduct(llvm::StringRef name) {
  auto const *found = llvm::find_if(products, [&](KnownProduct const &product) {
    return name.lower() == product.start || llvm::StringRef(name.lower()).startswith(product.start);
  });
  return found == std::end(products) ? nullptr : found;
}

} // namespace eo
