"""Environments on request: a folder of Terraform configuration, chosen by an engineer for a time.

Works with every program that speaks Terraform's command line (Terraform, OpenTofu).
"""
