//===- Fmt.cpp - fmt for statically linked tools: Debian ships it as a shared library only ---------===//

#include <fmt/format-inl.h>

FMT_BEGIN_NAMESPACE
template FMT_API auto detail::thousands_sep_impl<char>(locale_ref) -> thousands_sep_result<char>;
template FMT_API auto detail::decimal_point_impl(locale_ref) -> char;
template FMT_API auto detail::dragonbox::to_decimal(float) noexcept -> dragonbox::decimal_fp<float>;
template FMT_API auto detail::dragonbox::to_decimal(double) noexcept -> dragonbox::decimal_fp<double>;
template FMT_API void detail::buffer<char>::append(char const *, char const *);
template FMT_API void detail::vformat_to(detail::buffer<char> &, string_view,
                                         basic_format_args<FMT_BUFFER_CONTEXT(char)>, detail::locale_ref);
FMT_END_NAMESPACE
